"""A network's graph as plain data: what a small interpreter needs to compute it for one picture.

The graph is traced (torch.fx); batch norm is folded into the layer before it, an activation joins the layer that it
follows. A node names the nodes that it takes in by their
places; place 0 is the picture. All shapes are known beforehand, for the one size that the network looks at.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass, field
from typing import Any, Final, cast

import torch
from torch import Tensor, fx, nn
from torch.nn import functional

from engine.embed.fused import folded
from engine.models.lite import SameConv2d
from engine.models.network import Network
from engine.web.figures import Figures, in_eight_bits

_ADDITIONS: Final = (operator.add, operator.iadd, torch.add, "add", "add_")
_PRODUCTS: Final = (operator.mul, operator.imul, torch.mul, "mul", "mul_")
_SILENT: Final = (nn.Dropout, nn.Identity, nn.Flatten)
_SILENT_CALLS: Final = (torch.flatten, functional.dropout, "flatten")
_LEAVES: Final = (nn.Conv2d, nn.BatchNorm1d)


class NotHeldError(Exception):
    """A network does something that a page does not know how to compute."""


@dataclass(slots=True)
class Graph:
    """The nodes, as JSON can hold them, the figures of those that have some, in their order, and the work.

    `products`: how many multiplications one picture takes.
    """

    nodes: list[dict[str, Any]] = field(default_factory=list)
    figures: list[Figures] = field(default_factory=list)
    products: int = 0


def graph_of(network: Network) -> Graph:
    """The graph from a normalised picture to the logits. The network is in eval mode. Raises NotHeldError."""
    whole = nn.Sequential(network.backbone, network.head)
    try:
        traced = fx.GraphModule(whole, _Tracer().trace(whole))
    except Exception as error:
        raise NotHeldError(str(error)) from error
    size = network.preprocessing.size
    shapes = _Shapes(traced)
    device = next(network.backbone.parameters()).device
    with torch.no_grad():
        shapes.run(torch.zeros(1, 3, size, size, device=device))
    return _Writer(traced, shapes.seen).written()


class _Tracer(fx.Tracer):
    """Takes our own convolutions and batch norms for wholes, as it takes PyTorch's."""

    def is_leaf_module(self, m: nn.Module, module_qualified_name: str) -> bool:
        return isinstance(m, _LEAVES) or super().is_leaf_module(m, module_qualified_name)


class _Shapes(fx.Interpreter):
    """Runs a graph and remembers the shape of what each node gives."""

    def __init__(self, traced: fx.GraphModule) -> None:
        super().__init__(traced)
        self.seen: dict[fx.Node, tuple[int, ...]] = {}

    def run_node(self, n: fx.Node) -> Any:
        result = super().run_node(n)
        if isinstance(result, Tensor):
            self.seen[n] = tuple(result.shape[1:])
        return result


class _Writer:
    """Writes a traced graph down, node by node."""

    def __init__(self, traced: fx.GraphModule, shapes: dict[fx.Node, tuple[int, ...]]) -> None:
        self._traced = traced
        self._shapes = shapes
        self._places: dict[fx.Node, int] = {}
        self._graph = Graph()

    def written(self) -> Graph:
        for node in self._traced.graph.nodes:
            if node in self._places:  # it joined a node before it
                continue
            match node.op:
                case "placeholder":
                    self._add(node, "picture", ())
                case "call_module":
                    self._write_module(node, self._traced.get_submodule(str(node.target)))
                case "call_function" | "call_method":
                    self._write_call(node)
                case "output":
                    self._end(node.args[0])
                case _:
                    raise NotHeldError(f"{node.op} {node.target}")
        return self._graph

    def _end(self, last: Any) -> None:
        if not isinstance(last, fx.Node) or self._places[last] != len(self._graph.nodes) - 1:
            raise NotHeldError("the answer is not what was computed last")

    def _write_module(self, node: fx.Node, module: nn.Module) -> None:
        match module:
            case nn.Conv2d():
                self._write_convolution(node, module)
            case nn.Linear():
                self._write_linear(node, module)
            case nn.MaxPool2d():
                kernel, stride, padding = (_pair(side) for side in (module.kernel_size, module.stride, module.padding))
                if _pair(module.dilation) != (1, 1):
                    raise NotHeldError("a pooling with gaps")
                self._add(node, "largest", (node.args[0],), kernel=kernel, stride=stride, padding=padding)
            case nn.AdaptiveAvgPool2d():
                self._add(node, "mean", (node.args[0],))
            case _ if isinstance(module, _SILENT):
                self._pass_on(node)
            case _ if (bend := _bend_of(module)) is not None:
                self._add(node, "bend", (node.args[0],), bend=bend)
            case _:
                raise NotHeldError(type(module).__name__)

    def _write_call(self, node: fx.Node) -> None:
        called = node.target
        if called in _SILENT_CALLS:
            self._pass_on(node)
        elif called in _ADDITIONS:
            self._write_joint(node, "sum")
        elif called in _PRODUCTS:
            self._write_joint(node, "product")
        elif called is functional.adaptive_avg_pool2d:
            self._add(node, "mean", (node.args[0],))
        elif called in (functional.relu, torch.relu):
            self._add(node, "bend", (node.args[0],), bend="relu")
        elif called is torch.cat and 1 in (*node.args[1:2], node.kwargs.get("dim")):
            self._add(node, "beside", tuple(cast("list[Any]", node.args[0])))
        else:
            raise NotHeldError(str(called))

    def _write_joint(self, node: fx.Node, kind: str) -> None:
        chain = [node]
        self._add(node, kind, node.args, bend=self._bend_after(chain))
        self._join(chain)

    def _write_convolution(self, node: fx.Node, layer: nn.Conv2d) -> None:
        depthwise = layer.groups == layer.in_channels == layer.out_channels
        plain = layer.padding_mode == "zeros" and not isinstance(layer.padding, str) and layer.dilation == (1, 1)
        if not plain or not (depthwise or layer.groups == 1):
            raise NotHeldError("a convolution in groups or with gaps")
        chain = [node]
        norm = self._following(chain, nn.BatchNorm2d)
        weight, bias = folded(layer, cast("nn.BatchNorm2d | None", norm))
        padding = _same_padding(layer, self._shapes[self._input(node)]) if isinstance(layer, SameConv2d) else None
        self._add(
            node,
            "depthwise" if depthwise else "convolution",
            (node.args[0],),
            shape=self._shapes[chain[-1]],
            kernel=_pair(layer.kernel_size),
            stride=_pair(layer.stride),
            padding=padding or _pair(cast("Any", layer.padding)),
            bend=self._bend_after(chain),
        )
        self._keep(weight.contiguous(), bias)
        self._join(chain)

    def _write_linear(self, node: fx.Node, layer: nn.Linear) -> None:
        chain = [node]
        norm = self._following(chain, nn.BatchNorm1d)
        weight, bias = layer.weight.double(), layer.weight.new_zeros(layer.out_features).double()
        if layer.bias is not None:
            bias = layer.bias.double()
        if isinstance(norm, nn.BatchNorm1d):
            if norm.running_mean is None or norm.running_var is None or not norm.affine:
                raise NotHeldError("batch norm without statistics or weights")
            scale = norm.weight.double() * torch.rsqrt(norm.running_var.double() + norm.eps)
            weight = weight * scale[:, None]
            bias = (bias - norm.running_mean.double()) * scale + norm.bias.double()
        self._add(node, "linear", (node.args[0],), bend=self._bend_after(chain))
        self._keep(weight, bias)
        self._join(chain)

    def _keep(self, weight: Tensor, bias: Tensor) -> None:
        shape = self._graph.nodes[-1]["shape"]
        self._graph.figures.append(in_eight_bits(weight, bias))
        self._graph.products += weight.numel() * shape[1] * shape[2]

    def _add(self, node: fx.Node, kind: str, inputs: Any, **more: Any) -> None:
        taken = [self._place(source) for source in inputs]
        shape = tuple(more.pop("shape", None) or self._shapes[node])
        shape = (*shape, 1, 1)[:3] if len(shape) < 3 else shape
        more = {name: value for name, value in more.items() if value not in ("", None)}
        self._graph.nodes.append({"op": kind, "takes": taken, "shape": list(shape), **more})
        self._places[node] = len(self._graph.nodes) - 1

    def _place(self, source: Any) -> int:
        if not isinstance(source, fx.Node):
            raise NotHeldError(f"a figure in the graph: {source}")
        return self._places[source]

    def _input(self, node: fx.Node) -> fx.Node:
        return cast("fx.Node", node.args[0])

    def _pass_on(self, node: fx.Node) -> None:
        self._places[node] = self._place(node.args[0])

    def _join(self, chain: list[fx.Node]) -> None:
        for node in chain:
            self._places[node] = self._places[chain[0]]

    def _following(self, chain: list[fx.Node], kind: type[nn.Module]) -> nn.Module | None:
        """The module of that kind which alone uses the chain's end; its node joins the chain."""
        user = _only_user(chain[-1])
        if user is None or user.op != "call_module":
            return None
        module = self._traced.get_submodule(str(user.target))
        if not isinstance(module, kind):
            return None
        chain.append(user)
        return module

    def _bend_after(self, chain: list[fx.Node]) -> str | None:
        """The activation that alone uses the chain's end, by its name here; its node joins the chain."""
        user = _only_user(chain[-1])
        bend = None
        if user is not None and user.op == "call_module":
            bend = _bend_of(self._traced.get_submodule(str(user.target)))
        elif user is not None and user.target in (functional.relu, torch.relu):
            bend = "relu"
        if bend is not None:
            chain.append(cast("fx.Node", user))
        return bend


_BENDS: Final[dict[type[nn.Module], str]] = {
    nn.ReLU: "relu",
    nn.ReLU6: "relu6",
    nn.Hardswish: "hardswish",
    nn.Hardsigmoid: "hardsigmoid",
}


def _bend_of(module: nn.Module) -> str | None:
    return _BENDS.get(type(module))


def _only_user(node: fx.Node) -> fx.Node | None:
    return next(iter(node.users)) if len(node.users) == 1 else None


def _pair(value: Any) -> tuple[int, int]:
    return (int(value), int(value)) if isinstance(value, int) else (int(value[0]), int(value[1]))


def _same_padding(layer: SameConv2d, shape: tuple[int, ...]) -> tuple[int, int]:
    """What TensorFlow's "same" padding puts at the top and at the left; the rest lies beyond the other edges."""
    sides = zip(shape[1:], layer.kernel_size, layer.stride, strict=True)
    top, left = (max(0, (-(-side // step) - 1) * step + kernel - side) // 2 for side, kernel, step in sides)
    return top, left
