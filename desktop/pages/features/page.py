"""The Features page: a picture's way through a network, layer by layer, and the folder as the network lays it out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from typing_extensions import override

from desktop.models.ref import ModelRef
from desktop.page.entry import Entry
from desktop.page.intake import PictureIntake
from desktop.page.page import Surroundings
from desktop.page.working import WorkingPage
from desktop.pages.features import ENTRY
from desktop.pages.features.left import FeaturesSettings
from desktop.pages.features.saving import SheetSaving
from desktop.pages.features.view import FeaturesView
from desktop.widgets.asking import ask_folder
from desktop.widgets.rows.layertree import LayerItem
from desktop.widgets.tiles.thumbnails import Thumbnails
from engine.job.background import Mail
from engine.job.events import Outcome
from engine.jobs.features import Features, FeaturesResult
from engine.jobs.map import Map, MapResult


class FeaturesPage(WorkingPage):
    """Two views: the layers of one picture, and a map of a folder."""

    entry: ClassVar[Entry] = ENTRY
    can_pause: ClassVar[bool] = False
    takes_bytes: ClassVar[bool] = True

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around)
        self._photo: Path | None = None
        self._wanted = ""  # a layer's path or a stage's name
        self._result: FeaturesResult | None = None
        self._excited: dict[tuple[str, str, Path], FeaturesResult] = {}
        self.thumbnails = Thumbnails(self)
        self.settings = FeaturesSettings()
        self.intake = PictureIntake(self, self.thumbnails, "picture", dropped=self._dropped)
        self.intake.add_buttons(self.settings.files, self.settings.paste)
        self.view = FeaturesView(self.intake.zone, self.thumbnails)
        self.layers, self.map = self.view.layers, self.view.map
        self.sheets = SheetSaving(self, self.layers)
        self.lay_out(self.view, self.settings, self.bar)
        self._connect()
        self._model_changed()

    def _connect(self) -> None:
        workspace, settings, layers, channel = self.around.workspace, self.settings, self.layers, self.layers.channel
        workspace.model_changed.connect(self._model_changed)
        workspace.folder_changed.connect(self._folder_changed)
        settings.chooser.chosen.connect(workspace.set_model)
        for folder in (settings.folder, self.view.open):
            folder.clicked.connect(self.pick_folder)
        self.view.map_zone.dropped.connect(self._dropped)
        self.view.draw.clicked.connect(self.start)
        settings.kind.changed.connect(lambda _: self.show_state())
        settings.method.changed.connect(lambda _: self.draw_map() if self.map.drawn or self.busy else None)
        settings.tree.chosen.connect(self.show_layer)
        layers.stage_chosen.connect(self.show_layer)
        layers.save_wanted.connect(self.sheets.pick)
        channel.photos_wanted.connect(self.find_photos)
        channel.ideal_wanted.connect(self.want_ideal)
        channel.off_wanted.connect(lambda channels: self.show_layer(self._wanted, off=channels))
        for inside in (channel.photo_chosen, self.map.look_inside):
            inside.connect(lambda path: self.open_paths([path]))

    # What the window asks of a page.

    @override
    def explanation(self) -> str:
        words = self.tr(
            "A convolutional layer lays small filters over its input. Each filter gives one <b>channel</b>, a map of "
            "where in the picture it found what it looks for:"
        )
        formula = (
            "<i>a<sub>k</sub></i>(<i>x</i>, <i>y</i>) = max(0, <i>b<sub>k</sub></i> + "
            "Σ<sub><i>c, i, j</i></sub> <i>w<sub>k c i j</sub></i> · <i>a<sub>c</sub></i>(<i>x</i>+<i>i</i>, "
            "<i>y</i>+<i>j</i>))"
        )
        advice = self.tr(
            "The first layers find edges and colours, the middle ones textures and parts, the last ones things. "
            "<b>Try</b>: the stages one after another with the same picture; a channel, and which of your photos "
            "excite it most; the map of your folder before and after fine-tuning."
        )
        return f"{words} {formula}. {advice}"

    @override
    def retranslate(self) -> None:
        super().retranslate()
        self.intake.retranslate(
            self.tr("Open a picture…"),
            self.tr("Choose the picture to look at (Ctrl+O)"),
            self.tr("A picture from the clipboard (Ctrl+V)"),
        )
        for button in (self.settings.folder, self.view.open):
            button.setText(self.tr("Open a folder of photos…"))
            button.setToolTip(self.tr("One folder for each class in it, as on the Data page"))
        self.settings.retranslate(self.language)
        self.view.retranslate(self.language)
        self.show_state()

    @override
    def shown(self) -> None:
        self.settings.chooser.refresh()

    @override
    def start(self) -> None:
        """Shows the layer, or draws the map, again too."""
        if self.busy:
            return
        if self.settings.mapping:
            self.draw_map()
        elif self._photo is not None:
            self.show_layer(self._wanted)

    @override
    def accepts(self, paths: Sequence[Path]) -> bool:
        return any(path.is_file() for path in paths)

    @override
    def open_paths(self, paths: list[Path]) -> None:
        """Looks at the first picture among files."""
        pictures = [path for path in paths if path.suffix.lower() != ".safetensors" and not path.is_dir()]
        if pictures:
            self._photo = pictures[0]
            self.settings.kind.set_value("layers")
            self.show_layer(self._wanted)

    @override
    def open_bytes(self, data: bytes) -> None:
        """Looks at a picture that came without a file."""
        self.intake.take_bytes(data)

    @override
    def pick(self) -> None:
        """Asks for a picture, or on the map for a folder."""
        if self.settings.mapping:
            self.pick_folder()
            return
        self.intake.pick(self.tr("Open a picture"))

    def pick_folder(self) -> None:
        """Asks for a folder of photos; it becomes the folder of all pages."""
        if (chosen := ask_folder(self, self.tr("Open a folder of photos"))) is not None:
            self.around.workspace.open_folder(chosen)

    def _dropped(self, paths: list[Path]) -> None:
        """Takes what was dropped: a folder is for all pages, a picture for this one."""
        folder = next((path for path in paths if path.is_dir()), None)
        if folder is not None:
            self.around.workspace.open_folder(folder)
        self.open_paths(paths)

    # Looking.

    def show_layer(self, layer: str, folder: Path | None = None, off: Sequence[int] = ()) -> None:
        """Has a layer, or the last one of a stage, shown for the picture, and what in `folder` excites its channels.

        `off`: channels that are switched off, to see what the network says then.
        """
        self._wanted = layer
        workspace, photo = self.around.workspace, self._photo
        if photo is not None:
            self.task.start(
                lambda: Features(
                    model=workspace.model, photo=photo, layer=layer, folder=folder, off=",".join(map(str, off)),
                    device=workspace.device, threads=workspace.threads,
                ),
                urgent=True,
            )  # fmt: skip

    def find_photos(self) -> None:
        """Has it found out which photos of the folder excite the layer's channels; asks for a folder before."""
        if self.around.workspace.folder is None:
            self.pick_folder()
        elif self._result is not None:
            self.show_layer(self._result.layer, self.around.workspace.folder)

    def draw_map(self) -> None:
        """Has the folder laid out as a map."""
        workspace = self.around.workspace
        if (folder := workspace.folder) is not None:
            self.task.start(
                lambda: Map(
                    model=workspace.model, folder=folder, method=self.settings.method.value(),
                    device=workspace.device, threads=workspace.threads,
                ),
                urgent=True,
            )  # fmt: skip

    def want_ideal(self, channel: str) -> None:
        """Opens the page that makes the ideal image of a channel, LAYER:N."""
        self.around.workspace.wanted_channel = channel
        self.request_page.emit("ideal")

    @override
    def show_events(self, events: list[Mail], whose: str) -> None:
        for event in events:
            match event:
                case Outcome(FeaturesResult() as value):
                    self._take(value)
                case Outcome(MapResult() as value):
                    self.map.show_map(value, self.around.workspace.folder or Path())

    def _take(self, result: FeaturesResult) -> None:
        self._result, self._wanted = result, result.layer
        tree, workspace = self.settings.tree, self.around.workspace
        if not tree.paths:
            tree.show_layers(LayerItem(row.path, row.kind, row.stage, row.shape) for row in result.layers)
        tree.set_chosen(result.layer)
        if result.excitations is not None and workspace.folder is not None:
            self._excited[workspace.model, result.layer, workspace.folder] = result
        self.layers.channel.set_model(workspace.model)
        self.layers.show_result(result)
        self._show_excited()

    def _show_excited(self) -> None:
        """Shows what the folder's photos did to the layer, where they were run through it."""
        workspace, channel = self.around.workspace, self.layers.channel
        found = None
        if self._result is not None and workspace.folder is not None:
            found = self._excited.get((workspace.model, self._result.layer, workspace.folder))
        if found is None:
            channel.show_excited((), None)
        else:
            channel.show_excited(found.files, found.excitations, found.counted, found.answers)

    # What changes elsewhere.

    def _model_changed(self) -> None:
        """Another model has other layers: the same stage of it where there is one, its first otherwise."""
        self.task.drop()
        model = self.around.workspace.model
        self.settings.chooser.set_model(model)
        stages = ModelRef.of(model).stages
        layers, layer = (self._result.layers, self._result.layer) if self._result is not None else ((), "")
        stage = next((row.stage for row in layers if row.path == layer), "")
        self._wanted = stage if stage in stages else stages[0] if stages else ""
        self.layers.stages.show_stages(stages)
        self.layers.stages.set_chosen(self._wanted)
        self._result = None
        self.settings.tree.show_layers([])
        self.map.clear()
        if self._photo is not None:
            self.show_layer(self._wanted)
        else:
            self.show_state()

    def _folder_changed(self) -> None:
        if getattr(self.task.job, "folder", None) is not None:
            self.task.drop()
        self.map.clear()
        self._show_excited()
        self.show_state()

    # Showing.

    @override
    def show_state(self) -> None:
        mapping, folder = self.settings.mapping, self.around.workspace.folder
        self.settings.show_state(self._photo.name if self._photo is not None else "")
        self.intake.show_ways(not self.busy)
        self.view.show_state(
            mapping=mapping,
            looked=self._result is not None,
            busy=self.busy,
            folder=folder.name if folder is not None else "",
        )
        self.bar.retranslate(self.tr("Draw the map") if mapping else self.tr("Show the layer"), self.tr("Stop"))
        needed = self.tr("open a folder first") if mapping else self.tr("choose a picture first")
        self.bar.set_reason("" if (folder if mapping else self._photo) is not None else needed)
