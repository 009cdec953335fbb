# SPDX-License-Identifier: Apache-2.0
"""A write-ahead log small enough to read in one sitting: the starting point of lab 2."""

import os
import struct
import zlib

HEADER = struct.Struct("<IIQ")  # length of the payload, checksum, sequence number


class WriteAheadLog:
    """Appends records to a file and gives back, after a crash, exactly those that were acknowledged."""

    def __init__(self, path):
        self.path = path
        self.sequence = 0
        self.file = open(path, "ab")

    def append(self, payload: bytes) -> int:
        """Adds a record and returns its sequence number once the record is on the disk.

        The caller may acknowledge its client only after this has returned.
        """
        self.sequence += 1
        self.file.write(encode_record(self.sequence, payload))
        self.file.flush()
        os.fsync(self.file.fileno())
        return self.sequence

    def truncate(self):
        """Empties the log. Call it only after a checkpoint is complete and on the disk."""
        self.file.truncate(0)
        os.fsync(self.file.fileno())

    def close(self):
        self.file.close()


def encode_record(sequence: int, payload: bytes) -> bytes:
    """A header with length, checksum and sequence number, then the payload."""
    checksum = zlib.crc32(payload, sequence & 0xFFFFFFFF)
    return HEADER.pack(len(payload), checksum, sequence) + payload


def replay(path):
    """Yields the sequence number and payload of every complete record, in order.

    A torn record, whose checksum does not match or which ends too early, was never acknowledged. Replay stops there:
    nothing behind a torn record can be trusted.
    """
    with open(path, "rb") as file:
        while True:
            header = file.read(HEADER.size)
            if len(header) < HEADER.size:
                return
            length, checksum, sequence = HEADER.unpack(header)
            payload = file.read(length)
            if len(payload) < length or zlib.crc32(payload, sequence & 0xFFFFFFFF) != checksum:
                return
            yield sequence, payload
