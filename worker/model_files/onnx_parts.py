"""An ONNX graph, cut into parts that run one after another.

What flows from one part to the next can then be replaced: noise by noise with a seed, durations by
others. Each part is a model of its own, with no more nodes and weights than it needs. The bytes are
edited as they lie in the file. Field numbers are those of `onnx.proto`.
"""

import mmap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from voicefarm.errors import EngineUnavailable
from worker.model_files.protobuf import Span, WireMessage, bytes_field, number_field

_IR_VERSION, _GRAPH, _OPSET, _FUNCTION = 1, 7, 8, 25  # in ModelProto
_NODE, _GRAPH_NAME, _INITIALIZER, _INPUT, _OUTPUT = 1, 2, 5, 11, 12  # in GraphProto
_NODE_INPUT, _NODE_OUTPUT, _NODE_KIND, _NODE_ATTRIBUTE = 1, 2, 4, 5  # in NodeProto
_SUBGRAPH, _SUBGRAPHS = 6, 11  # in AttributeProto
_TENSOR_NAME, _PORT_NAME = 8, 1


@dataclass(frozen=True, slots=True)
class GraphCut:
    """A place where a graph is cut."""

    made: str
    """The tensor for which the part before the cut is run."""
    given: str
    """The tensor that the parts behind it take in its place; it may be the same one."""


@dataclass(frozen=True, slots=True)
class Node:
    """An operation of the graph."""

    kind: str
    inputs: tuple[str, ...]
    """With those that a graph inside of it takes from outside."""
    outputs: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class GraphPart:
    """A part of a graph, as a model."""

    graph: "OnnxGraph"
    nodes: tuple[Node, ...]
    takes: tuple[str, ...]
    """Its inputs: those of the whole graph, what cuts give, and what parts before it make."""
    makes: tuple[str, ...]
    """Its outputs: what a cut or the graph's end wants of it, and what parts behind it take."""

    def model(self, types: Mapping[str, int]) -> bytes:
        """The bytes of the model. `types` has the number of each taken tensor's type
        (`TensorProto.DataType`), but for inputs of the whole graph."""
        return self.graph.encoded(self, types)


@dataclass(slots=True)
class OnnxGraph:
    """The nodes of a model file. Weights stay in the file until a part is encoded."""

    message: WireMessage
    nodes: list[Node] = field(default_factory=list)
    weights: dict[str, Span] = field(default_factory=dict)
    inputs: dict[str, Span] = field(default_factory=dict)
    """In their order, without the weights, which old exporters list among them."""
    outputs: list[str] = field(default_factory=list)
    _head: bytes = b""

    @classmethod
    def read(cls, path: Path) -> "OnnxGraph":
        """Read the nodes of the file at `path`, which stays mapped while the graph is used.

        Raises EngineUnavailable if there is no such file, or if it isn't a complete ONNX file.
        """
        try:
            with path.open("rb") as file:
                content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            return cls(WireMessage(content))._filled()
        except OSError as error:
            raise EngineUnavailable(
                f"{path} can't be read ({error.strerror or error}); correct its path."
            ) from error
        except (ValueError, IndexError) as error:
            raise EngineUnavailable(
                f"{path} is not a complete ONNX file; fetch it again."
            ) from error

    def of_kind(self, kind: str) -> list[Node]:
        """The nodes of one kind, in the order in which they run."""
        return [node for node in self.nodes if node.kind == kind]

    def split(self, cuts: Sequence[GraphCut]) -> list[GraphPart]:
        """The parts before, between and behind `cuts`, which follow the order of the graph.

        The last part makes the graph's first output. Raises ValueError if a part would need what
        only a later cut gives.
        """
        return _Splitting(self, cuts).parts()

    def encoded(self, part: GraphPart, types: Mapping[str, int]) -> bytes:
        """See `GraphPart.model`."""
        content, used = self.message.content, set(_names(part.nodes))
        pieces = [bytes_field(_NODE, content[slice(*node.span)]) for node in part.nodes]
        pieces += [
            bytes_field(_INITIALIZER, content[slice(*span)])
            for name, span in self.weights.items()
            if name in used
        ]
        pieces += [bytes_field(_INPUT, self._port(name, types)) for name in part.takes]
        # Without a type: onnxruntime infers it.
        pieces += [bytes_field(_OUTPUT, _name_field(_PORT_NAME, name)) for name in part.makes]
        pieces.append(_name_field(_GRAPH_NAME, "part"))
        return self._head + bytes_field(_GRAPH, *pieces)

    def _port(self, name: str, types: Mapping[str, int]) -> bytes:
        if name in self.inputs:
            return self.message.content[slice(*self.inputs[name])]
        # ValueInfoProto: name = 1, type = 2 → tensor_type = 1 → elem_type = 1; any shape.
        kind = bytes_field(1, number_field(1, types[name]))
        return _name_field(_PORT_NAME, name) + bytes_field(2, kind)

    def _filled(self) -> "OnnxGraph":
        message, graph = self.message, None
        for number, value in message.fields(message.whole):
            if number == _IR_VERSION and isinstance(value, int):
                self._head += number_field(number, value)
            elif number in (_OPSET, _FUNCTION):
                self._head += bytes_field(number, message.content[slice(*message.span(value))])
            elif number == _GRAPH:
                graph = message.span(value)
        if graph is None:
            raise ValueError("no graph")
        for number, value in message.fields(graph):
            self._take(number, value)
        self.inputs = {k: span for k, span in self.inputs.items() if k not in self.weights}
        return self

    def _take(self, number: int, value: int | Span) -> None:
        message = self.message
        match number:
            case 1:
                self.nodes.append(_node(message, message.span(value)))
            case 5:
                span = message.span(value)
                self.weights[_field_text(message, span, _TENSOR_NAME)] = span
            case 11:
                span = message.span(value)
                self.inputs[_field_text(message, span, _PORT_NAME)] = span
            case 12:
                self.outputs.append(_field_text(message, message.span(value), _PORT_NAME))


class _Splitting:
    """Shares the nodes of a graph out among its parts."""

    def __init__(self, graph: OnnxGraph, cuts: Sequence[GraphCut]) -> None:
        self._graph, self._cuts = graph, cuts
        self._maker = {name: i for i, node in enumerate(graph.nodes) for name in node.outputs}
        self._targets = [*(cut.made for cut in cuts), graph.outputs[0]]
        self._part_of: dict[int, int] = {}
        """Of each node that depends on an input, by its index. The others are copied."""

    def parts(self) -> list[GraphPart]:
        members = [self._members(number) for number in range(len(self._targets))]
        taken = [self._taken(number, nodes) for number, nodes in enumerate(members)]
        parts = []
        for number, nodes in enumerate(members):
            wanted = {*self._targets, *(name for names in taken[number + 1 :] for name in names)}
            made = [name for i in nodes if self._owns(number, i) for name in self._outputs(i)]
            parts.append(
                GraphPart(
                    self._graph,
                    tuple(self._graph.nodes[i] for i in nodes),
                    tuple(taken[number]),
                    tuple(name for name in made if name in wanted),
                )
            )
        return parts

    @cached_property
    def _moving(self) -> set[str]:
        """The tensors that depend on an input."""
        moving = {*self._graph.inputs, *(cut.given for cut in self._cuts)}
        for node in self._graph.nodes:
            if not moving.isdisjoint(node.inputs):
                moving.update(node.outputs)
        return moving

    def _members(self, number: int) -> list[int]:
        """The nodes of a part, in their order; those of earlier parts stay there."""
        known = {cut.given for cut in self._cuts[:number]}
        seen: set[int] = set()
        open_ = [self._targets[number]]
        while open_:
            name = open_.pop()
            if name in known or name not in self._maker:
                continue
            index = self._maker[name]
            if index in seen or index in self._part_of:
                continue
            if any(name == cut.given != cut.made for cut in self._cuts[number:]):
                raise ValueError(f"'{name}' is needed before it is given")
            seen.add(index)
            open_ += self._graph.nodes[index].inputs
        self._part_of.update((i, number) for i in seen if self._moves(i))
        return sorted(seen)

    def _taken(self, number: int, nodes: Iterable[int]) -> list[str]:
        own = {name for i in nodes for name in self._outputs(i)}
        given = {cut.given for cut in self._cuts[:number]}
        needed = dict.fromkeys(name for i in nodes for name in self._graph.nodes[i].inputs)
        return [n for n in needed if n in self._moving and (n not in own or n in given)]

    def _owns(self, number: int, index: int) -> bool:
        return self._part_of.get(index) == number

    def _moves(self, index: int) -> bool:
        return not self._moving.isdisjoint(self._graph.nodes[index].outputs)

    def _outputs(self, index: int) -> tuple[str, ...]:
        return self._graph.nodes[index].outputs


def _node(message: WireMessage, span: Span) -> Node:
    inputs: list[str] = []
    outputs: list[str] = []
    kind = ""
    for number, value in message.fields(span):
        if number == _NODE_INPUT:
            inputs.append(message.text(value))
        elif number == _NODE_OUTPUT:
            outputs.append(message.text(value))
        elif number == _NODE_KIND:
            kind = message.text(value)
        elif number == _NODE_ATTRIBUTE:
            inputs += _inner_inputs(message, message.span(value))
    return Node(kind, tuple(inputs), tuple(outputs), span)


def _inner_inputs(message: WireMessage, attribute: Span) -> Iterator[str]:
    """What the nodes of graphs inside an attribute take, from wherever."""
    for number, value in message.fields(attribute):
        if number in (_SUBGRAPH, _SUBGRAPHS) and not isinstance(value, int):
            for inner, node in message.fields(value):
                if inner == _NODE:
                    yield from _node(message, message.span(node)).inputs


def _names(nodes: Iterable[Node]) -> Iterator[str]:
    for node in nodes:
        yield from node.inputs


def _field_text(message: WireMessage, span: Span, wanted: int) -> str:
    texts = [message.text(value) for number, value in message.fields(span) if number == wanted]
    return texts[0] if texts else ""


def _name_field(number: int, name: str) -> bytes:
    return bytes_field(number, name.encode())
