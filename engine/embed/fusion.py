"""A backbone rewritten for inference: batch norm folded into convolutions, activation and addition done with them.

The rewriting walks the network's graph (torch.fx): a convolution, what is added to it and its activation become one
layer, `engine.embed.fused.FusedConv`.

A network with TensorFlow's "same" padding is turned by 180°, its kernels and the pictures alike: what it pads more at
the right and bottom then lies at the left and top, where PyTorch's ordinary padding puts it, so that nothing is padded
or cut off by an operation of its own.
"""

from __future__ import annotations

import copy
import operator
from typing import Any, Final, cast

import torch
from torch import Tensor, fx, nn
from torch.nn import functional

from engine.embed.fused import AFTER_ADDITION, FusedConv, NotFusibleError, blocks_pay
from engine.models.lite import SameConv2d

_ADDITIONS: Final = (operator.add, operator.iadd, torch.add, "add", "add_")
_SILENT: Final = (nn.Dropout, nn.Identity)


def fuse(backbone: nn.Module, dtype: torch.dtype = torch.float32) -> tuple[fx.GraphModule, bool]:
    """`backbone` for inference in `dtype`, and whether it takes its pictures turned by 180°.

    The result holds weights of its own, except those of linear layers in float32, which it shares. It takes normalised
    pictures (N, 3, H, W), channels last, and gives what `backbone` gives in eval mode. Raises NotFusibleError.
    """
    try:
        graph = _Tracer().trace(backbone)
    except Exception as error:
        raise NotFusibleError(str(error)) from error
    bare = [str(node.target) for node in graph.nodes if node.op == "get_attr"]
    if bare:  # the rewriting knows layers, not tensors that a network uses by itself
        raise NotFusibleError(f"bare tensors: {', '.join(bare[:3])}")
    fused = fx.GraphModule({name: module for name, module in backbone.named_modules() if name}, graph)
    turned = any(isinstance(module, SameConv2d) for module in fused.modules())
    if turned:
        _check_turnable(fused)
    for node in list(fused.graph.nodes):
        _rewrite(fused, node, dtype, turned)
    if dtype == torch.float32 and next(backbone.parameters()).device.type == "cpu" and blocks_pay():
        _put_in_blocks(fused)
    fused.graph.lint()
    fused.delete_all_unused_submodules()
    fused.recompile()
    return fused, turned


class _Linear(nn.Module):
    """A linear layer that shares its weights with the one that it is made from, unless the type differs."""

    def __init__(self, linear: nn.Linear, dtype: torch.dtype) -> None:
        super().__init__()
        self.weight = linear.weight.detach().to(dtype)
        self.bias = None if linear.bias is None else linear.bias.detach().to(dtype)

    def forward(self, x: Tensor) -> Tensor:
        return functional.linear(x, self.weight, self.bias)


class _Tracer(fx.Tracer):
    """Takes every convolution for a whole, ours too."""

    def is_leaf_module(self, m: nn.Module, module_qualified_name: str) -> bool:
        return isinstance(m, nn.Conv2d) or super().is_leaf_module(m, module_qualified_name)


def _put_in_blocks(fused: fx.GraphModule) -> None:
    """Lets the convolutions hand on oneDNN's own tensors, where they are depthwise and among themselves."""
    layers = {
        node: fused.get_submodule(node.target)
        for node in fused.graph.nodes
        if isinstance(node.target, str) and node.op == "call_module"
    }
    convolutions = {node: layer for node, layer in layers.items() if isinstance(layer, FusedConv)}
    last = [node for node in convolutions if any(user not in convolutions for user in node.users)]
    added = [layer for node, layer in convolutions.items() if len(node.args) == 2]
    depthwise = any(layer.groups > 1 for layer in convolutions.values())
    if depthwise and len(last) == 1 and all(layer.activation == "none" for layer in added):
        for node, layer in convolutions.items():
            layer.block(ends=node in last)


def _rewrite(fused: fx.GraphModule, node: fx.Node, dtype: torch.dtype, turned: bool) -> None:
    """What `node` becomes: convolutions take in what follows them, dropout goes, other layers become our own copies."""
    if node.op != "call_module" or not isinstance(node.target, str) or node not in fused.graph.nodes:
        return
    module = fused.get_submodule(node.target)
    if isinstance(module, nn.Conv2d):
        _rewrite_convolution(fused, node, module, dtype, turned)
    elif isinstance(module, _SILENT):
        node.replace_all_uses_with(cast("fx.Node", node.args[0]))
        fused.graph.erase_node(node)
    elif isinstance(module, nn.Linear):
        _replace(fused, node, _Linear(module, dtype))
    else:
        _replace(fused, node, copy.deepcopy(module).eval().to(dtype))


def _rewrite_convolution(
    fused: fx.GraphModule, node: fx.Node, conv: nn.Conv2d, dtype: torch.dtype, turned: bool
) -> None:
    if conv.padding_mode != "zeros" or isinstance(conv.padding, str):
        raise NotFusibleError(f"padding {conv.padding_mode}, {conv.padding}")
    chain = [node]
    norm = _following(fused, chain, nn.BatchNorm2d)
    inputs: list[Any] = [node.args[0]]
    addition = _only_user(chain[-1])
    if addition is not None and _is_addition(addition):
        inputs += [argument for argument in addition.args if argument is not chain[-1]]
        chain.append(addition)
    activation = _activation(fused, _only_user(chain[-1]))
    if activation != "none" and (len(inputs) == 1 or activation in AFTER_ADDITION):
        chain.append(cast("fx.Node", _only_user(chain[-1])))
    else:
        activation = "none"
    replacement = FusedConv(conv, cast("nn.BatchNorm2d | None", norm), activation, turned)
    _replace(fused, node, replacement.to(dtype), chain, inputs)


def _replace(
    fused: fx.GraphModule,
    node: fx.Node,
    module: nn.Module,
    chain: list[fx.Node] | None = None,
    inputs: list[Any] | None = None,
) -> None:
    """Puts `module`, fed with `inputs`, in the place of the nodes of `chain`."""
    chain = chain or [node]
    name = f"fast_{node.name}"
    fused.add_submodule(name, module)
    with fused.graph.inserting_before(chain[-1]):
        new = fused.graph.call_module(name, tuple(inputs or node.args))
    chain[-1].replace_all_uses_with(new)
    for old in reversed(chain):
        fused.graph.erase_node(old)


def _only_user(node: fx.Node) -> fx.Node | None:
    return next(iter(node.users)) if len(node.users) == 1 else None


def _following(fused: fx.GraphModule, chain: list[fx.Node], kind: type[nn.Module]) -> nn.Module | None:
    """The module of that kind which alone uses the chain's end; its node joins the chain."""
    user = _only_user(chain[-1])
    if user is None or user.op != "call_module" or not isinstance(user.target, str):
        return None
    module = fused.get_submodule(user.target)
    if not isinstance(module, kind):
        return None
    chain.append(user)
    return module


def _is_addition(node: fx.Node) -> bool:
    """Whether `node` adds two tensors of the graph, and nothing else."""
    two = len(node.args) == 2 and all(isinstance(argument, fx.Node) for argument in node.args)
    return two and node.args[0] is not node.args[1] and not node.kwargs and node.target in _ADDITIONS


def _activation(fused: fx.GraphModule, node: fx.Node | None) -> str:
    """The name by which oneDNN knows the activation that `node` is; "none" for anything else."""
    if node is None:
        return "none"
    if node.op == "call_function":
        return "relu" if node.target in (functional.relu, torch.relu) else "none"
    if node.op != "call_module" or not isinstance(node.target, str):
        return "none"
    match fused.get_submodule(node.target):
        case nn.ReLU():
            return "relu"
        case nn.Hardtanh(min_val=0.0, max_val=6.0):  # ReLU6 is one
            return "hardtanh"
        case nn.Hardswish():
            return "hardswish"
        case nn.Hardsigmoid():
            return "hardsigmoid"
    return "none"


def _check_turnable(fused: fx.GraphModule) -> None:
    """Raises NotFusibleError unless every operation treats a turned picture as it treats an upright one."""
    for node in fused.graph.nodes:
        if node.op != "call_module":
            continue
        module = fused.get_submodule(str(node.target))
        pooled = isinstance(module, nn.AdaptiveAvgPool2d) and module.output_size in (1, (1, 1))
        known = (
            isinstance(module, (nn.Conv2d, nn.BatchNorm2d, nn.Linear, *_SILENT)) or _activation(fused, node) != "none"
        )
        if not pooled and not known:
            raise NotFusibleError(f"{type(module).__name__} in a network to be turned")
