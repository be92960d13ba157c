"""What runs inside LibreOffice: Python 3.8, standard library only.

read.py describes the open workbook, core.py asks iku-excel in a process of its own, write.py makes
the changes in one undo step.
"""
