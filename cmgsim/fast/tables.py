"""
The tables of the machine, as the kernel sees them: a row of one is a pointer to its first element.

Compiled functions take one pointer, to the registers, in which each table has its address, its width and its length.
Passing the two dozen arrays themselves makes the compiler ten times slower, and passing them in a tuple still does;
an array has seven parts to pass on at every call, and may be counted from its end.
"""

from __future__ import annotations

from typing import Any, Final

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from cmgsim.fast import fields
from cmgsim.model.plan import PURPOSES

NAMES: Final = (
    "stations", "attempts", "sessions", "clients", "heap", "lanes", "visits", "connections", "listeners", "activities",
    "retries", "storage", "laws", "parameters", "values", "cumulative", "keys", "incoming", "columns", "waits",
    "openings", "world", "conditions", "rotations", "stints", "ports", "resting",
    "egress", "totals", "latencies", "wait_bins",
)  # fmt: skip
ADDRESS, WIDTH, LENGTH = range(3)
PER_TABLE: Final = 3
_WORD: Final = ir.IntType(64)
_POINTER: Any = types.CPointer


def register(name: str, what: int) -> int:
    """The register that holds the address, the width or the length of a table."""
    return int(fields.FIRST_TABLE) + PER_TABLE * NAMES.index(name) + what


def _fixed(builder: Any, registers: Any, number: int) -> Any:
    """
    A register that nothing compiled writes to.

    Told so, the compiler loads it once a call, and not again after every store to whatever table. Python changes it,
    but never while compiled code runs.
    """
    loaded = builder.load(builder.gep(registers, [ir.Constant(_WORD, number)]))
    loaded.set_metadata("invariant.load", builder.module.add_metadata([]))
    return loaded


@intrinsic
def _start_of(_context: Any, numbers: Any) -> Any:
    """Where the elements of an array are: how a compiled function passes the registers on."""
    kind = _POINTER(numbers.dtype)

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return context.make_array(signature.args[0])(context, builder, arguments[0]).data

    return kind(numbers), code


def _rows(name: str, dtype: Any, columns: int = 0) -> Any:
    """
    A compiled function from the registers and a number to that row of the table.

    Args:
        columns: How many there are in every run; 0: as many as the registers say.
    """
    kind = _POINTER(dtype)
    address_at, width_at, size = register(name, ADDRESS), register(name, WIDTH), dtype.bitwidth // 8

    @intrinsic
    def row(_context: Any, registers: Any, number: Any) -> Any:
        def code(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            data = arguments[0]
            width = ir.Constant(_WORD, int(columns)) if columns else _fixed(builder, data, width_at)
            offset = builder.mul(builder.mul(arguments[1], width), ir.Constant(_WORD, size))
            address = builder.add(_fixed(builder, data, address_at), offset)
            return builder.inttoptr(address, context.get_value_type(kind))

        return kind(registers, types.int64), code

    return row


def _column(dtype: Any) -> Any:
    """A compiled function from the registers and a number to that column of the log, of this type."""
    kind, address_at = _POINTER(dtype), register("columns", ADDRESS)

    @intrinsic
    def column(_context: Any, registers: Any, number: Any) -> Any:
        def code(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            columns = builder.inttoptr(_fixed(builder, arguments[0], address_at), arguments[0].type)
            address = builder.load(builder.gep(columns, [arguments[1]]))
            address.set_metadata("invariant.load", builder.module.add_metadata([]))
            return builder.inttoptr(address, context.get_value_type(kind))

        return kind(registers, types.int64), code

    return column


@intrinsic
def _fetch(_context: Any, row: Any) -> Any:
    """Ask the processor to load a row that will be needed soon."""

    def code(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        byte, number = ir.IntType(8).as_pointer(), ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [byte, number, number, number])
        function = builder.module.declare_intrinsic("llvm.prefetch", [byte], kind)
        settings = [ir.Constant(number, setting) for setting in (1, 3, 1)]  # to write, for long, data
        builder.call(function, [builder.bitcast(arguments[0], byte), *settings])
        return ir.Constant(ir.IntType(64), 0)

    return types.int64(row), code


start_of: Any = _start_of
fetch: Any = _fetch
stations = _rows("stations", types.int64, fields.STATION_FIELDS)
attempts = _rows("attempts", types.int64, fields.ATTEMPT_FIELDS)
fractions_of_attempts = _rows("attempts", types.float64, fields.ATTEMPT_FIELDS)
sessions = _rows("sessions", types.int64)
clients = _rows("clients", types.int64, fields.CLIENT_FIELDS)
heap = _rows("heap", types.int64)
lanes = _rows("lanes", types.int64)
visits = _rows("visits", types.int64, fields.VISIT_FIELDS)
connections = _rows("connections", types.int64, fields.CONNECTION_FIELDS)
listeners = _rows("listeners", types.int64)
activities = _rows("activities", types.int64, fields.ACTIVITY_FIELDS)
retries = _rows("retries", types.int64)
storage = _rows("storage", types.int64)
laws = _rows("laws", types.int64, 4)
parameters = _rows("parameters", types.float64, 2)
values = _rows("values", types.int64)
cumulative = _rows("cumulative", types.float64)
keys = _rows("keys", types.uint64, len(PURPOSES))
incoming = _rows("incoming", types.int64)
waits = _rows("waits", types.int64)
openings = _rows("openings", types.int64, 1)
columns_of_8_bits = _column(types.int8)
columns_of_16_bits = _column(types.int16)
columns_of_32_bits = _column(types.uint32)
columns_of_64_bits = _column(types.int64)
world = _rows("world", types.int64)
conditions = _rows("conditions", types.int64)
rotations = _rows("rotations", types.int64)
stints = _rows("stints", types.int64, 2)
ports = _rows("ports", types.int64, fields.PORT_FIELDS)
resting = _rows("resting", types.int64)
egress = _rows("egress", types.int64, 2)
totals = _rows("totals", types.int64, fields.TOTAL_FIELDS)
latencies = _rows("latencies", types.int64)
wait_bins = _rows("wait_bins", types.int64)

(ATTEMPT_ROOM, SESSION_ROOM, SESSION_WIDTH, HEAP_ROOM, LANE_WIDTH, VISIT_ROOM, CONNECTION_ROOM, WAIT_ROOM,
 OPENING_ROOM) = (
    register("attempts", LENGTH), register("sessions", LENGTH), register("sessions", WIDTH), register("heap", LENGTH),
    register("lanes", WIDTH), register("visits", LENGTH), register("connections", LENGTH), register("waits", WIDTH),
    register("openings", LENGTH),
)  # fmt: skip
STATION_COUNT, LISTENER_COUNT, WORLD_ROWS, ROTATION_WIDTH, RESTING_WIDTH, CLIENT_COUNT = (
    register("stations", LENGTH), register("listeners", LENGTH), register("world", LENGTH),
    register("rotations", WIDTH), register("resting", WIDTH), register("clients", LENGTH),
)  # fmt: skip
