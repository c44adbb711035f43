"""What the native code of the package imports, which PyInstaller cannot see in all versions."""

hiddenimports = ["fusebill._errors", "fusebill._records"]
