"""The extension's entry: a click on the toolbar or in the menu "IKU" becomes a command."""

import os
import traceback

import uno
import unohelper
from com.sun.star.awt.MessageBoxType import INFOBOX, WARNINGBOX
from com.sun.star.frame import XDispatch, XDispatchProvider
from com.sun.star.lang import XInitialization, XServiceInfo

from iku_calc import core, read, write

SCHEME = "vnd.iku-excel:"
SERVICE = "org.iku_excel.calc.Handler"


class Handler(unohelper.Base, XDispatchProvider, XDispatch, XInitialization, XServiceInfo):
    """One for each window."""

    def __init__(self, context):
        self.context = context
        self.frame = None

    def initialize(self, words):
        if words:
            self.frame = words[0]

    # XServiceInfo

    def getImplementationName(self):
        return SERVICE

    def supportsService(self, name):
        return name in self.getSupportedServiceNames()

    def getSupportedServiceNames(self):
        return ("com.sun.star.frame.ProtocolHandler",)

    # XDispatchProvider

    def queryDispatch(self, url, target, flags):
        return self if url.Complete.startswith(SCHEME) else None

    def queryDispatches(self, requests):
        return tuple(self.queryDispatch(r.FeatureURL, r.FrameName, r.SearchFlags) for r in requests)

    # XDispatch

    def addStatusListener(self, listener, url):
        pass

    def removeStatusListener(self, listener, url):
        pass

    def dispatch(self, url, words):
        command = url.Complete[len(SCHEME) :]
        silent = any(word.Name == "Diam" and word.Value for word in words)
        try:
            text, warning = self.run(command)
        except core.Refused as error:
            text, warning = str(error), True
        except Exception:
            text, warning = fault(), True
        if not silent:
            self.tell(text, warning)

    # Commands

    def run(self, command):
        """(what to say, whether it is a warning). Raises core.Refused."""
        if command == "panduan":
            return self.show(core.ask({"versi": 1, "perintah": command}))
        doc = self.frame.Controller.Model
        if command == "batalkan":
            return undo(doc), False
        path = path_of(doc)
        indicator = self.frame.createStatusIndicator()
        indicator.start("IKU: membaca buku kerja…", 3)
        try:
            question = {
                "versi": 1,
                "perintah": command,
                "buku": read.describe_book(doc, path),
                "pilihan": read.selection(doc),
            }
            indicator.setText("IKU: memeriksa dan menghitung…")
            indicator.setValue(1)
            answer = core.ask(question)
            if "judul" in answer:
                indicator.setText("IKU: menulis…")
                indicator.setValue(2)
                write.apply(doc, answer)
        finally:
            indicator.end()
        return self.show(answer)

    def show(self, answer):
        if answer.get("buka"):
            create = self.context.ServiceManager.createInstanceWithContext
            shell = create("com.sun.star.system.SystemShellExecute", self.context)
            try:
                shell.execute(uno.systemPathToFileUrl(answer["buka"]), "", 1)
            except Exception:  # the file is there all the same, and the text names it
                pass
        return answer["pesan"], answer["peringatan"]

    def tell(self, text, warning):
        window = self.frame.ContainerWindow
        kind = WARNINGBOX if warning else INFOBOX
        window.Toolkit.createMessageBox(window, kind, 1, "IKU", text).execute()


def path_of(doc):
    """The workbook's file. Raises core.Refused for one without."""
    if not doc.URL:
        raise core.Refused("Simpan dahulu buku kerja ini (Ctrl+S), lalu tekan tombol ini lagi.")
    if not doc.URL.startswith("file:"):
        raise core.Refused(
            "Buku kerja ini dibuka dari jaringan, bukan dari komputer ini. Simpan salinannya di "
            "komputer ini, lalu tekan tombol ini pada salinannya."
        )
    if doc.isReadonly():
        raise core.Refused(
            "Buku kerja ini terbuka hanya untuk dibaca. Tekan Sunting Dokumen atau simpan "
            "salinannya, lalu tekan tombol ini lagi."
        )
    return uno.fileUrlToSystemPath(doc.URL)


def undo(doc):
    """Take back our last step, if it is the last step at all."""
    manager = doc.UndoManager
    titles = manager.getAllUndoActionTitles()
    if not titles or not titles[0].startswith("IKU: "):
        return "Langkah terakhir bukan dari IKU. Pakai Sunting > Urungkan (Ctrl+Z)."
    title = titles[0][len("IKU: ") :]
    manager.undo()
    return "Perintah “%s” dibatalkan." % title


def fault():
    """A fault of ours: the trace goes to a file, the sentence says where."""
    path = os.path.join(core.settings_folder(), "catatan", "kesalahan-calc.txt")
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as stream:
            stream.write(traceback.format_exc())
    except OSError:
        pass
    return "Ada kesalahan di dalam ekstensi IKU. Kirim berkas %s kepada pengelola." % path


g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(
    Handler, SERVICE, ("com.sun.star.frame.ProtocolHandler",)
)
