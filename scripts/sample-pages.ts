/** A piece of a typeset page of the sample library. */
export type SampleBlock =
  | { readonly kind: 'title' | 'heading' | 'subheading' | 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'table'; readonly widths: readonly number[]; readonly rows: readonly (readonly string[])[] };

export interface SampleDocument {
  readonly file: string;
  readonly title: string;
  readonly footer: string;
  readonly pages: readonly (readonly SampleBlock[])[];
}

const title = (text: string): SampleBlock => ({ kind: 'title', text });
const heading = (text: string): SampleBlock => ({ kind: 'heading', text });
const subheading = (text: string): SampleBlock => ({ kind: 'subheading', text });
const paragraph = (text: string): SampleBlock => ({ kind: 'paragraph', text });
const list = (...items: string[]): SampleBlock => ({ kind: 'list', items });

export const lecture: SampleDocument = {
  file: 'lecture-07-crash-consistency.pdf',
  title: 'Lecture 7: Crash consistency',
  footer: 'Operating Systems - Lecture 7',
  pages: [
    [
      title('Lecture 7: Crash consistency'),
      paragraph(
        'Operating Systems, week 7. Reading: the course notes on journaling; the write-ahead log in the code folder.',
      ),
      heading('1. The problem'),
      paragraph(
        'A file system keeps its structures in many blocks: the data of a file, the inode that points to the data, the ' +
          'bitmap that says which blocks are taken, and the directory that gives the file its name. One operation of a ' +
          'program, such as appending a line, changes several of these blocks. The disk writes one block at a time, and ' +
          'power may fail between any two of them. After the restart, some of the changes are on the disk and others are ' +
          'not. Crash consistency is the property that the structures on the disk always describe a state that the ' +
          'programs could have seen.',
      ),
      paragraph(
        'Take an append that changes three blocks: data, inode and bitmap. If only the data block reaches the disk, ' +
          'nothing is broken, but the line is lost. If only the inode reaches the disk, it points to a block of rubbish. ' +
          'If only the bitmap reaches the disk, a block is marked as taken that nobody uses: this is a space leak.',
      ),
      heading('2. The disk lies about order'),
      paragraph(
        'A disk acknowledges a write when the block is in its cache, not when it is on the medium. It may also write ' +
          'blocks in another order than it received them, because that saves seeks. The only way to force an order is a ' +
          'barrier: the flush command, which a program reaches through the system call fsync. A call to write without a ' +
          'later fsync promises nothing; the data may sit in the page cache of the kernel for about thirty seconds.',
      ),
    ],
    [
      heading('3. Replacing a file safely'),
      paragraph(
        'Programs often replace a small file as a whole: settings, an index, a save game. Writing into the old file in ' +
          'place is the wrong way. If the machine stops halfway, neither the old nor the new content is complete. The ' +
          'right way has four steps:',
      ),
      list(
        'Write the new content to a temporary file in the same folder.',
        'Call fsync on the temporary file, so that its data is on the medium.',
        'Rename the temporary file over the old name.',
        'Call fsync on the folder, so that the new name is on the medium too.',
      ),
      paragraph(
        'A file written this way survives a crash because rename is atomic: the directory entry points either to the ' +
          'complete old file or to the complete new file, and never to something in between. The fsync before the rename ' +
          'matters as much as the rename itself. Without it, the new name may reach the disk before the data does, and ' +
          'after the crash the file exists and is empty.',
      ),
      paragraph(
        'The temporary file must be in the same folder, or at least on the same file system. Between two file systems ' +
          'rename is not possible, and programs then copy, which is not atomic.',
      ),
      heading('4. Journaling'),
      paragraph(
        'A journal, also called a write-ahead log, makes several changes atomic together. Before the file system touches ' +
          'any block in its place, it writes a note of all the changes to the log, followed by a commit record. Only ' +
          'when the commit record is on the medium does it write the changes in their places; this is called the ' +
          'checkpoint. When a checkpoint is complete, its part of the log can be used again.',
      ),
    ],
    [
      subheading('4.1 Recovery'),
      paragraph(
        'After a crash, recovery reads the log from its beginning. A transaction with a commit record is replayed: its ' +
          'changes are written to their places again. Writing the same block twice does no harm, so replay may itself be ' +
          'interrupted and repeated; we say that redo is idempotent. A transaction without a commit record is thrown ' +
          'away. Each record carries a checksum, so that a record that was only half written is recognised as torn.',
      ),
      subheading('4.2 What journaling costs'),
      paragraph(
        'Full data journaling writes every block twice and halves the throughput of large writes. Most systems ' +
          'therefore journal metadata only and order the rest: data blocks go to their final place first, then the ' +
          'metadata transaction commits. This is the ordered mode of ext4, and its default.',
      ),
      heading('5. Copy on write'),
      paragraph(
        'File systems such as ZFS and Btrfs never overwrite a block in use. A change writes new blocks, then new blocks ' +
          'for everything that points to them, up to the root. Replacing the root is one atomic write. The old tree stays ' +
          'intact until then, so snapshots cost almost nothing; the price is that files become fragmented.',
      ),
      heading('Questions to check yourself'),
      list(
        'Why is a second fsync needed after the rename?',
        'Which of the three blocks of an append may safely be written first, and why?',
        'What would go wrong if redo were not idempotent?',
      ),
    ],
  ],
};

export const guide: SampleDocument = {
  file: 'course-guide.pdf',
  title: 'Course guide: Operating Systems',
  footer: 'Operating Systems - course guide',
  pages: [
    [
      title('Course guide: Operating Systems'),
      paragraph(
        'Winter term. Lectures on Mondays and Wednesdays from 10:15 to 11:45 in lecture hall B. Labs on Thursdays from ' +
          '14:00 to 16:00 in room 2.107. The course is taught by Dr. Ines Halvorsen; the tutors are Tomasz and Mei.',
      ),
      heading('What you will learn'),
      list(
        'How an operating system shares the processor: processes, threads and scheduling.',
        'How memory is shared and protected: paging, page faults and replacement.',
        'How data survives: file systems, crash consistency and journaling.',
        'How to write concurrent programs that do not deadlock.',
      ),
      heading('Labs and deadlines'),
      paragraph(
        'There are three labs. Each is handed in as a ZIP archive through the course page, by 23:59 on the day of its ' +
          'deadline. You may work alone or in pairs.',
      ),
      {
        kind: 'table',
        widths: [60, 230, 180],
        rows: [
          ['Lab', 'Topic', 'Due'],
          ['Lab 1', 'A shell with pipes', 'Friday, 30 October'],
          ['Lab 2', 'A write-ahead log', 'Friday, 27 November'],
          ['Lab 3', 'A page replacement simulator', 'Friday, 8 January'],
        ],
      },
      paragraph(
        'The second lab, a write-ahead log, is due on Friday, 27 November. It builds on lecture 7, and its starting ' +
          'point is the file write-ahead-log.py in the code folder.',
      ),
      paragraph(
        'Late work loses ten percent of its points for each day that has begun, and is not accepted after five days. ' +
          'Illness moves the deadline by as many days as the doctor certifies.',
      ),
    ],
    [
      heading('Grading'),
      paragraph(
        'Students are graded on the labs, a midterm test and a final exam. The labs count for 40 percent of the grade, ' +
          'the midterm test for 20 percent, and the final exam for 40 percent. To pass, you need at least half of the ' +
          'points in total and at least 40 percent of the points in the final exam.',
      ),
      {
        kind: 'table',
        widths: [150, 100, 220],
        rows: [
          ['Part', 'Share', 'When'],
          ['Three labs', '40 percent', 'through the term'],
          ['Midterm test', '20 percent', 'Wednesday, 2 December, in the lecture'],
          ['Final exam', '40 percent', 'Tuesday, 9 February, 9:00'],
        ],
      },
      paragraph(
        'Each lab is graded out of 100 points: 60 for passing the tests, 25 for the design document, and 15 for the ' +
          'clarity of the code. A lab that does not build gets at most 30 points.',
      ),
      heading('Working together'),
      paragraph(
        'Discuss ideas with anyone; write your code in your own pair. Code that was copied from another pair or from the ' +
          'network gets no points, for both sides. You may use an assistant that runs on your own computer to search the ' +
          'course material, as long as you name it in the design document.',
      ),
      heading('Getting help'),
      paragraph(
        'Office hours are on Tuesdays from 13:00 to 14:30 in room 2.110. Outside of them, ask in the course forum; the ' +
          'tutors answer within one working day. Bring the smallest example that shows the problem.',
      ),
    ],
  ],
};
