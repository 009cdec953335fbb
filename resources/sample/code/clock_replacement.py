# SPDX-License-Identifier: Apache-2.0
"""The clock algorithm for page replacement, as in lab 3."""


class Clock:
    """Frames in a circle; a hand looks for one that was not used since it last came by."""

    def __init__(self, frame_count: int):
        self.pages = [None] * frame_count
        self.used = [False] * frame_count
        self.hand = 0
        self.faults = 0

    def access(self, page: int) -> bool:
        """Touches a page and says whether that was a page fault."""
        if page in self.pages:
            self.used[self.pages.index(page)] = True
            return False
        self.faults += 1
        frame = self._victim()
        self.pages[frame] = page
        self.used[frame] = True
        return True

    def _victim(self) -> int:
        """Clears used bits until it meets one that is clear already; that frame is given up."""
        while self.used[self.hand]:
            self.used[self.hand] = False
            self.hand = (self.hand + 1) % len(self.pages)
        frame = self.hand
        self.hand = (self.hand + 1) % len(self.pages)
        return frame


def count_faults(frame_count: int, accesses: list[int]) -> int:
    """Number of page faults that a sequence of accesses causes."""
    clock = Clock(frame_count)
    for page in accesses:
        clock.access(page)
    return clock.faults
