"""State to bytes and back: MessagePack with arrays as an extension, versioned, with a digest."""

import hashlib
from typing import Final, cast

import msgspec
import numpy as np

VERSION: Final = 11
_ARRAY: Final = 1
_DIGEST_BYTES: Final = 32


class _Array(msgspec.Struct, array_like=True):
    """An array on the wire: numpy dtype string, shape, raw bytes in C order."""

    dtype: str
    shape: tuple[int, ...]
    data: bytes


class SnapshotUnreadableError(Exception):
    """The bytes are no snapshot of a version this engine reads; start from the journal instead."""


def _to_wire(value: object) -> object:
    if isinstance(value, np.ndarray):
        assert value.dtype != np.object_, "a snapshot holds numbers, not objects"
        array = np.ascontiguousarray(value)
        dtype = msgspec.json.encode(np.lib.format.dtype_to_descr(array.dtype)).decode()
        packed = msgspec.msgpack.encode(_Array(dtype, array.shape, array.tobytes()))
        return msgspec.msgpack.Ext(_ARRAY, packed)
    if isinstance(value, np.integer):
        return int(value)
    message = f"a snapshot cannot hold {type(value).__name__}"
    raise NotImplementedError(message)


def _from_wire(code: int, data: memoryview) -> object:
    if code != _ARRAY:
        message = f"unknown extension {code} in a snapshot"
        raise SnapshotUnreadableError(message)
    packed = msgspec.msgpack.decode(data, type=_Array)
    described = msgspec.json.decode(packed.dtype)
    dtype = np.lib.format.descr_to_dtype(
        [tuple(field) for field in described] if isinstance(described, list) else described
    )
    return np.frombuffer(packed.data, dtype=dtype).reshape(packed.shape).copy()


_ENCODER: Final = msgspec.msgpack.Encoder(enc_hook=_to_wire)
_DECODER: Final = msgspec.msgpack.Decoder(ext_hook=_from_wire)


def freeze(state: dict[str, object]) -> bytes:
    """Return the state as bytes; equal states give equal bytes."""
    body = _ENCODER.encode({"version": VERSION, "state": state})
    return hashlib.sha256(body).digest() + body


def thaw(data: bytes) -> dict[str, object]:
    """Return the state of ``freeze``; raises SnapshotUnreadableError."""
    digest, body = data[:_DIGEST_BYTES], data[_DIGEST_BYTES:]
    if hashlib.sha256(body).digest() != digest:
        message = "the snapshot's digest does not match; it is torn or was changed"
        raise SnapshotUnreadableError(message)
    outer = cast("dict[str, object]", _DECODER.decode(body))
    if outer.get("version") != VERSION:
        message = f"snapshot version {outer.get('version')} cannot be read by version {VERSION}"
        raise SnapshotUnreadableError(message)
    return cast("dict[str, object]", outer["state"])
