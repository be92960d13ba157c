-- Run by the add-in through AppleScriptTask; Excel for Mac may start no program itself.
-- Experimental: proven on no Mac yet (docs/rilis.md).
-- "jalankan" takes "<python>|<arguments as the macro writes them>".
on jalankan(teks)
	set AppleScript's text item delimiters to "|"
	set bagian to text items of teks
	set python to item 1 of bagian
	set argumen to (items 2 thru -1 of bagian) as text
	set AppleScript's text item delimiters to ""
	do shell script (quoted form of python) & " -P -m iku_excel.hosts.addin --teks " & (quoted form of argumen) & " > /dev/null 2>&1 &"
	return "ok"
end jalankan
