/** Something that keeps a model in memory, in a process of its own. */
export interface ModelHolder {
  /** Whether it has a model in memory, and nobody uses it now. */
  isIdle(): boolean;
  /** Gives the memory back; does nothing while it is used. */
  rest(): void;
}

/** One budget for all models: who wants memory gets that of those that rest. */
export interface MemoryBudget {
  /** @returns asks for room before a model of so many bytes is loaded; the loader itself fails when it is not enough */
  join(holder: ModelHolder): (sizeBytes: number) => void;
  /** Bytes that models may take: free ones, and those of models that rest. */
  availableBytes(): number;
}

interface Member {
  readonly holder: ModelHolder;
  heldBytes: number;
  askedAt: number;
}

/**
 * @param freeBytes of the machine, now
 *
 * Those that were asked longest ago rest first. A model in use is never unloaded for another.
 */
export function createMemoryBudget(freeBytes: () => number): MemoryBudget {
  const members: Member[] = [];
  let clock = 0;
  const idle = (): Member[] => members.filter(({ holder, heldBytes }) => heldBytes > 0 && holder.isIdle());
  return {
    join(holder) {
      const member: Member = { holder, heldBytes: 0, askedAt: 0 };
      members.push(member);
      return (sizeBytes) => {
        member.askedAt = ++clock;
        let free = freeBytes();
        const others = idle().filter((other) => other !== member);
        for (const other of others.sort((one, next) => one.askedAt - next.askedAt)) {
          if (free >= sizeBytes) break;
          other.holder.rest();
          free += other.heldBytes; // the system sees it a moment later
          other.heldBytes = 0;
        }
        member.heldBytes = sizeBytes;
      };
    },
    availableBytes: () => freeBytes() + idle().reduce((sum, { heldBytes }) => sum + heldBytes, 0),
  };
}
