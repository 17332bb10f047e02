"""The Features page: a picture's way through a network, layer by layer, and the folder as the network lays it out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop.models.chooser import ModelChooser
from desktop.models.ref import ModelRef
from desktop.page.entry import Entry
from desktop.page.intake import PictureIntake
from desktop.page.page import Surroundings
from desktop.page.working import WorkingPage
from desktop.pages.features import ENTRY
from desktop.pages.features.folder_map import FolderMap
from desktop.pages.features.layer_view import LayerView
from desktop.theme import BETWEEN, WITHIN, set_icon, set_role
from desktop.widgets.dropzone import DropZone
from desktop.widgets.rows.layertree import LayerItem, LayerTree
from desktop.widgets.segmented import Option, Segmented
from desktop.widgets.tiles.thumbnails import Thumbnails
from engine.files import RESOURCES, shown
from engine.job.background import Mail
from engine.job.declare import Job
from engine.job.events import Outcome
from engine.job.words import EngineError
from engine.jobs.features import Features, FeaturesResult
from engine.jobs.map import Map, MapResult
from engine.look.colours import sheet
from engine.photos.door import write_png

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DEMO: Final = RESOURCES / "demo_pictures"
_SUFFIXES: Final = "*.jpg *.jpeg *.png *.gif *.bmp *.tif *.tiff *.webp *.avif"
_ACROSS: Final = 1600  # pixels of a saved sheet of maps, about


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
        self._excited: dict[tuple[str, str, Path], tuple[Sequence[str], NDArray[np.float32]]] = {}
        self.thumbnails = Thumbnails(self)
        self.kind = Segmented(("layers", "map"), explained=False)
        self.chooser = ModelChooser()
        self.tree = LayerTree()
        self.layers = LayerView(self.thumbnails)
        self.map = FolderMap(self.thumbnails)
        self._build_form()
        self._build_zones()
        self._view = QStackedWidget()
        for widget in (self.intake.zone, self.layers, self._map_zone, self.map):
            self._view.addWidget(widget)
        self.lay_out(self._view, self._form, self.bar)
        self._connect()
        self._model_changed()

    def _build_form(self) -> None:
        self._files, self._paste = QPushButton(), QPushButton()
        set_icon(self._files, "picture")
        set_icon(self._paste, "paste")
        self._picture = QLabel()
        self._picture.setTextFormat(Qt.TextFormat.PlainText)
        set_role(self._picture, "heading")
        self.method = Segmented(("tsne", "pca"))
        self._folder = QPushButton()
        set_icon(self._folder, "open")
        self._method_name = QLabel()
        set_role(self._method_name, "heading")
        ways = QHBoxLayout()
        ways.setSpacing(WITHIN)
        ways.addWidget(self._files, 1)
        ways.addWidget(self._paste)
        self._layer_form, self._map_form = QWidget(), QWidget()
        layer, folder = QVBoxLayout(self._layer_form), QVBoxLayout(self._map_form)
        for column in (layer, folder):
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(WITHIN)
        layer.addWidget(self._picture)
        layer.addLayout(ways)
        layer.addSpacing(WITHIN)
        layer.addWidget(self.tree, 1000)
        layer.addStretch(1)
        for widget in (self._method_name, self.method, self._folder):
            folder.addWidget(widget)
        folder.addStretch(1)
        self._form = QWidget()
        layout = QVBoxLayout(self._form)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(BETWEEN)
        layout.addWidget(self.kind)
        layout.addWidget(self.chooser)
        layout.addWidget(self._layer_form, 1)
        layout.addWidget(self._map_form, 1)

    def _build_zones(self) -> None:
        self.intake = PictureIntake(self, self.thumbnails, "picture", dropped=self._dropped)
        self.intake.add_buttons(self._files, self._paste)
        self._map_zone = DropZone("data")
        self._zone_folder = self._map_zone.add_button("open", primary=True)
        self._zone_map = self._map_zone.add_button("play", primary=True)

    def _connect(self) -> None:
        workspace = self.around.workspace
        workspace.model_changed.connect(self._model_changed)
        workspace.folder_changed.connect(self._folder_changed)
        self.chooser.chosen.connect(workspace.set_model)
        for folder in (self._folder, self._zone_folder):
            folder.clicked.connect(self.pick_folder)
        self._map_zone.dropped.connect(self._dropped)
        self._zone_map.clicked.connect(self.start)
        self.kind.changed.connect(lambda _: self.show_state())
        self.tree.chosen.connect(self.show_layer)
        self.layers.stage_chosen.connect(self.show_layer)
        self.layers.photos_wanted.connect(self.find_photos)
        self.layers.ideal_wanted.connect(self.want_ideal)
        self.layers.photo_chosen.connect(lambda path: self.open_paths([path]))
        self.layers.save_wanted.connect(self.pick_sheet)
        self.map.look_inside.connect(lambda path: self.open_paths([path]))

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
        self.setLocale(self.around.settings.locale)
        self.kind.set_options(
            [
                Option("layers", self.tr("Layers of a picture"), self.tr("What each layer makes of one picture")),
                Option("map", self.tr("Map of a folder"), self.tr("Photos near each other are alike to the network")),
            ],
            self.tr("View"),
        )
        self.intake.retranslate(
            self.tr("Open a picture…"),
            self.tr("Choose the picture to look at (Ctrl+O)"),
            self.tr("A picture from the clipboard (Ctrl+V)"),
        )
        for button in (self._folder, self._zone_folder):
            button.setText(self.tr("Open a folder of photos…"))
            button.setToolTip(self.tr("One folder for each class in it, as on the Data page"))
        self._zone_map.setText(self.tr("Draw the map"))
        self._method_name.setText(self.tr("Method"))
        self.method.set_options(
            [
                Option("tsne", "t-SNE", self.tr("Keeps neighbours together; distances between groups say little.")),
                Option("pca", "PCA", self.tr("The two directions in which the photos differ most; quick and exact.")),
            ],
            self.tr("Method"),
        )
        self.chooser.retranslate(self.language)
        self.tree.retranslate()
        self.layers.retranslate(self.language)
        self.map.retranslate(self.language)
        self.show_state()

    @override
    def shown(self) -> None:
        self.chooser.refresh()

    @override
    def start(self) -> None:
        """Shows the layer, or draws the map, again too."""
        if self.busy:
            return
        if self._mapping:
            self.draw_map()
        elif self._photo is not None:
            self.show_layer(self._wanted)

    @override
    def accepts(self, paths: Sequence[Path]) -> bool:
        return any(path.is_file() for path in paths)

    @override
    def open_paths(self, paths: list[Path]) -> None:
        """Looks at the first picture among files."""
        pictures = [path for path in paths if path.suffix != ".safetensors" and not path.is_dir()]
        if pictures:
            self._photo = pictures[0]
            self.kind.set_value("layers")
            self.show_layer(self._wanted)

    @override
    def open_bytes(self, data: bytes) -> None:
        """Looks at a picture that came without a file."""
        self.intake.take_bytes(data)

    @override
    def pick(self) -> None:
        """Asks for a picture, or on the map for a folder."""
        if self._mapping:
            self.pick_folder()
            return
        self.intake.pick(self.tr("Open a picture"))

    def pick_folder(self) -> None:
        """Asks for a folder of photos; it becomes the folder of all pages."""
        chosen = QFileDialog.getExistingDirectory(self.window(), self.tr("Open a folder of photos"))
        if chosen:
            self.around.workspace.open_folder(Path(chosen))

    def _dropped(self, paths: list[Path]) -> None:
        """Takes what was dropped: a folder is for all pages, a picture for this one."""
        folder = next((path for path in paths if path.is_dir()), None)
        if folder is not None:
            self.around.workspace.open_folder(folder)
        self.open_paths(paths)

    # Looking.

    @property
    def _mapping(self) -> bool:
        return self.kind.value() == "map"

    @property
    def _key(self) -> tuple[str, str, Path] | None:
        """The model, layer and folder for which it may be known what excites the channels."""
        folder = self.around.workspace.folder
        if self._result is None or folder is None:
            return None
        return self.around.workspace.model, self._result.layer, folder

    def show_layer(self, layer: str) -> None:
        """Has a layer, or the last one of a stage, shown for the picture."""
        self._wanted = layer
        if self._photo is not None:
            self._start(lambda: self._features(layer, None))

    def find_photos(self) -> None:
        """Has it found out which photos of the folder excite the layer's channels; asks for a folder before."""
        if self.around.workspace.folder is None:
            self.pick_folder()
        elif self._result is not None and self._photo is not None:
            layer, folder = self._result.layer, self.around.workspace.folder
            self._start(lambda: self._features(layer, folder))

    def draw_map(self) -> None:
        """Has the folder laid out as a map."""
        if (folder := self.around.workspace.folder) is not None:
            self._start(lambda: self._map(folder))

    def want_ideal(self, channel: str) -> None:
        """Opens the page that makes the ideal image of a channel, LAYER:N."""
        self.around.workspace.wanted_channel = channel
        self.request_page.emit("ideal")

    def _map(self, folder: Path) -> Map:
        workspace = self.around.workspace
        return Map(
            model=workspace.model, folder=folder, method=self.method.value(),
            device=workspace.device, threads=workspace.threads,
        )  # fmt: skip

    def _features(self, layer: str, folder: Path | None) -> Features:
        workspace = self.around.workspace
        return Features(
            model=workspace.model, photo=self._photo or Path(), layer=layer, folder=folder,
            device=workspace.device, threads=workspace.threads,
        )  # fmt: skip

    def _start(self, make: Callable[[], Job]) -> None:
        """Starts a job; what an earlier one still had to say concerns nobody then."""
        self.task.start(make, urgent=True)

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
        if not self.tree.paths:
            self.tree.show_layers(LayerItem(row.path, row.kind, row.stage, row.shape) for row in result.layers)
        self.tree.set_chosen(result.layer)
        if result.excitations is not None and (key := self._key) is not None:
            self._excited[key] = (result.files, result.excitations)
        self.layers.show_result(result)
        self._show_excited()

    def _show_excited(self) -> None:
        files, figures = self._excited.get(self._key, ((), None)) if self._key is not None else ((), None)
        self.layers.show_excited(files, figures)

    # What changes elsewhere.

    def _model_changed(self) -> None:
        """Another model has other layers: the same stage of it where there is one, its first otherwise."""
        self.task.drop()
        model = self.around.workspace.model
        self.chooser.set_model(model)
        stages = ModelRef.of(model).stages
        layers, layer = (self._result.layers, self._result.layer) if self._result is not None else ((), "")
        stage = next((row.stage for row in layers if row.path == layer), "")
        self._wanted = stage if stage in stages else stages[0] if stages else ""
        self.layers.stages.show_stages(stages)
        self.layers.stages.set_chosen(self._wanted)
        self._result = None
        self.tree.show_layers([])
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

    # Saving.

    def pick_sheet(self) -> None:
        """Asks where to and saves the maps that are shown."""
        suggested = str(Path.home() / self.tr("maps.png"))
        chosen, _ = QFileDialog.getSaveFileName(self.window(), self.tr("Save the maps"), suggested, "PNG (*.png)")
        if chosen:
            self.save_sheet(Path(chosen))

    def save_sheet(self, path: Path) -> None:
        """Writes the maps that are shown as one picture, on the scale that is shown."""
        if self._result is None:
            return
        order = self.layers.order
        columns = max(1, int(len(order) ** 0.5 + 0.999))
        try:
            write_png(path, sheet(self._result.maps[order], columns, _ACROSS // columns, *self.layers.range))
        except EngineError as error:
            self.show_error(error)
        else:
            self.bar.set_note(self.tr("saved: {path}").format(path=shown(path)))

    # Showing.

    @override
    def show_state(self) -> None:
        mapping, folder = self._mapping, self.around.workspace.folder
        self._layer_form.setVisible(not mapping)
        self._map_form.setVisible(mapping)
        if mapping:
            self._view.setCurrentWidget(self.map if self.map.drawn else self._map_zone)
        else:
            self._view.setCurrentWidget(self.intake.zone if self._result is None else self.layers)
        self._word_zones(folder)
        self._picture.setText(self._photo.name if self._photo is not None else self.tr("Picture"))
        self.tree.setVisible(bool(self.tree.paths))
        self.layers.set_folder(folder.name if folder is not None else "")
        self.bar.retranslate(self.tr("Draw the map") if mapping else self.tr("Show the layer"), self.tr("Stop"))
        needed = self.tr("open a folder first") if mapping else self.tr("choose a picture first")
        self.bar.set_reason("" if (folder if mapping else self._photo) is not None else needed)

    def _word_zones(self, folder: Path | None) -> None:
        self.intake.show_ways(not self.busy)
        if self.busy:
            self.intake.zone.set_texts(self.tr("Looking into the network"), "")
            self._map_zone.set_texts(self.tr("Looking at the photos"), "")
        else:
            self.intake.zone.set_texts(
                self.tr("Drop a picture here"), self.tr("See what each layer of the network makes of it")
            )
            hint = self.tr("Each photo becomes a point; photos that the network finds alike lie near each other")
            title = self.tr("The photos of {folder} as a map").format(folder=folder.name) if folder else ""
            self._map_zone.set_texts(title or self.tr("Open a folder of photos"), hint)
        self._zone_folder.setVisible(folder is None and not self.busy)
        self._zone_map.setVisible(folder is not None and not self.busy)
