Option Explicit
' A small launcher: checks what can be checked without Python, then starts it and waits.
' Where Python is and which version this is are written by the builder (module IkuPemasangan).

Public Sub IkuJalankan(ByVal perintah As String)
    Dim halangan As String
    halangan = IkuHalangan(perintah)
    If halangan <> "" Then
        MsgBox halangan, vbExclamation, "IKU"
        Exit Sub
    End If
    On Error GoTo gagal
    Application.StatusBar = "IKU: sedang bekerja..."
#If Mac Then
    Dim hasil As String
    hasil = AppleScriptTask("iku_excel.applescript", "jalankan", IkuPython() & "|" & IkuArgumen(perintah))
#Else
    Dim sh As Object
    Dim kode As Long
    Set sh = CreateObject("WScript.Shell")
    kode = sh.Run(Chr(34) & IkuPython() & Chr(34) & " -P -m iku_excel.hosts.addin " & IkuArgumen(perintah), 0, True)
    ' 0: something was written; 10: nothing to undo; 13: refused, and Python has said why.
    If kode <> 0 And kode <> 10 And kode <> 13 Then
        MsgBox "Perintah tidak selesai (kode " & kode & "). Buku kerja tidak diubah." & vbLf & _
            "Jalankan: iku addin status", vbExclamation, "IKU"
    End If
    If kode = 0 Then
        On Error Resume Next
        Application.OnUndo "Batalkan IKU", "'" & ThisWorkbook.Name & "'!Iku_Batalkan"
    End If
#End If
    Application.StatusBar = False
    Exit Sub
gagal:
    Application.StatusBar = False
    MsgBox "Python tidak dapat dijalankan:" & vbLf & IkuPython() & vbLf & Err.Description & vbLf & _
        "Pasang ulang dengan: iku addin pasang", vbCritical, "IKU"
End Sub

' Why a command cannot start; empty when it can.
Public Function IkuHalangan(ByVal perintah As String) As String
    If IkuPython() = "" Then
        IkuHalangan = "Pemasangan IKU belum selesai. Jalankan: iku addin pasang"
    ElseIf perintah = "panduan" Then
        IkuHalangan = ""
    ElseIf ActiveWorkbook Is Nothing Then
        IkuHalangan = "Belum ada buku kerja yang terbuka untuk disunting. Buka buku kerjanya (bila tampil dalam" & _
            " Tampilan Terproteksi, tekan Aktifkan Pengeditan), lalu tekan tombol ini lagi."
    ElseIf ActiveWorkbook.Path = "" Then
        IkuHalangan = "Simpan dahulu buku kerja ini (Ctrl+S), lalu tekan tombol ini lagi."
    ElseIf InStr(1, ActiveWorkbook.Path, "://") > 0 Then
        IkuHalangan = "Buku kerja ini dibuka langsung dari OneDrive atau SharePoint. Simpan salinannya di" & _
            " komputer ini, lalu tekan tombol ini lagi."
    End If
End Function

Public Function IkuArgumen(ByVal perintah As String) As String
    IkuArgumen = perintah & " " & Chr(34) & "--wb=" & ActiveWorkbookName() & Chr(34) & " --from_xl=1"
#If Mac Then
#Else
    IkuArgumen = IkuArgumen & " --hwnd=" & Application.Hwnd
#End If
End Function

Private Function ActiveWorkbookName() As String
    If Not ActiveWorkbook Is Nothing Then ActiveWorkbookName = ActiveWorkbook.Name
End Function
