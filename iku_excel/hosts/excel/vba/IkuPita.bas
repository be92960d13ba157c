Option Explicit
' Callbacks of the ribbon: each button only hands on the name of its command (its tag).

Public Sub IkuTombol(control As IRibbonControl)
    IkuJalankan control.Tag
End Sub

' For the dialog Macros (Alt+F8), for Ctrl+Z and for buttons on a sheet.
Public Sub Iku_Periksa()
    IkuJalankan "periksa"
End Sub

Public Sub Iku_HitungCapaian()
    IkuJalankan "hitung"
End Sub

Public Sub Iku_IsiPK()
    IkuJalankan "isi-pk"
End Sub

Public Sub Iku_BuatLakip()
    IkuJalankan "lakip"
End Sub

Public Sub Iku_Rincian()
    IkuJalankan "rincian"
End Sub

Public Sub Iku_HapusTanda()
    IkuJalankan "hapus-tanda"
End Sub

Public Sub Iku_Batalkan()
    IkuJalankan "batalkan"
End Sub

Public Sub Iku_Panduan()
    IkuJalankan "panduan"
End Sub
