; The Windows installer, in Vietnamese and English, for one user without an administrator or for all. packaging/installer.sh
; calls makensis with the files.
;
;   tokenctl-VERSION-setup.exe /S [/AllUsers | /CurrentUser] [/D=FOLDER]
;
; The office's own data, config and journal, is always kept. Pitfall: NSIS cuts a text at 1,024 characters, so a longer
; PATH is never written back.
Unicode true
Target amd64-unicode
!ifndef PACKING
  !define PACKING "/SOLID lzma"
!endif
SetCompressor ${PACKING}
ManifestDPIAware true
ManifestSupportedOS Win10

!ifndef VERSION
  !error "VERSION, FILES and INSTALLER come from packaging/installer.sh"
!endif

Name "tokenctl ${VERSION}"
OutFile "${INSTALLER}"
BrandingText "tokenctl ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "tokenctl"
VIAddVersionKey "FileDescription" "tokenctl"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "Apache-2.0"

!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\tokenctl"
!define MULTIUSER_EXECUTIONLEVEL Highest
!define MULTIUSER_MUI
!define MULTIUSER_INSTALLMODE_COMMANDLINE
!define MULTIUSER_USE_PROGRAMFILES64
!define MULTIUSER_INSTALLMODE_INSTDIR "tokenctl"
!define MULTIUSER_INSTALLMODE_INSTALL_REGISTRY_KEY "tokenctl"
!define MULTIUSER_INSTALLMODE_UNINSTALL_REGISTRY_KEY "tokenctl"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_KEY "${KEY}"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_VALUENAME "Mode"
!define MULTIUSER_INSTALLMODE_FUNCTION PlaceOfMode
!include MultiUser.nsh
!include MUI2.nsh
!include LogicLib.nsh
!include WinMessages.nsh

!insertmacro MULTIUSER_PAGE_INSTALLMODE
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
; The first one is for systems in any other language.
!insertmacro MUI_LANGUAGE "Vietnamese"
!insertmacro MUI_LANGUAGE "English"

LangString OLD_WINDOWS ${LANG_VIETNAMESE} "tokenctl cần Windows 10 64 bit trở lên."
LangString OLD_WINDOWS ${LANG_ENGLISH} "tokenctl needs 64-bit Windows 10 or later."
LangString MENU ${LANG_VIETNAMESE} "tokenctl - thiết bị ký số"
LangString MENU ${LANG_ENGLISH} "tokenctl - signing tokens"
LangString LONG_PATH ${LANG_VIETNAMESE} "Biến PATH quá dài nên được giữ nguyên. Hãy mở tokenctl từ menu Start, hoặc tự thêm thư mục này vào PATH: $INSTDIR"
LangString LONG_PATH ${LANG_ENGLISH} "The variable PATH is too long and was left as it is. Open tokenctl from the Start menu, or add this folder to PATH yourself: $INSTDIR"
LangString STRANGE_FOLDER ${LANG_VIETNAMESE} "Thư mục $R9 do một tài khoản khác tạo ra, nên không dùng để lưu nhật ký được: tài khoản đó có thể sửa nhật ký. Hãy xóa hoặc đổi tên thư mục này rồi cài lại."
LangString STRANGE_FOLDER ${LANG_ENGLISH} "The folder $R9 was made by another account, which could change a journal in it. Remove or rename that folder and install again."
LangString NO_FOLDER ${LANG_VIETNAMESE} "Không tạo được thư mục $R9."
LangString NO_FOLDER ${LANG_ENGLISH} "The folder $R9 could not be made."

; Below Program Files for all, below the profile for one: never a folder writable by everyone.
Function PlaceOfMode
  ${If} $MultiUser.InstallMode == "AllUsers"
    StrCpy $INSTDIR "$PROGRAMFILES64\tokenctl"
  ${Else}
    StrCpy $INSTDIR "$LOCALAPPDATA\Programs\tokenctl"
  ${EndIf}
FunctionEnd

Var Given

Function .onInit
  SetRegView 64
  StrCpy $Given $INSTDIR
  !insertmacro MULTIUSER_INIT
  ; /D= on the command line.
  ${If} $Given != ""
    StrCpy $INSTDIR $Given
  ${EndIf}
FunctionEnd

Function un.onInit
  SetRegView 64
  !insertmacro MULTIUSER_UNINIT
FunctionEnd

!macro WITH_PATH UN
; $R0: where PATH is stored. $R1: its text, $R2: "yes" if it may be changed.
Function ${UN}ReadPath
  StrCpy $R1 ""
  StrCpy $R2 "yes"
  ${If} $MultiUser.InstallMode == "AllUsers"
    System::Call 'advapi32::RegOpenKeyExW(p 0x80000002, w "SYSTEM\CurrentControlSet\Control\Session Manager\Environment", i 0, i 0x20119, *p .r1) i .r0'
  ${Else}
    System::Call 'advapi32::RegOpenKeyExW(p 0x80000001, w "Environment", i 0, i 0x20119, *p .r1) i .r0'
  ${EndIf}
  ${If} $0 <> 0
    StrCpy $R2 "no"
    Return
  ${EndIf}
  System::Call 'advapi32::RegQueryValueExW(p r1, w "Path", p 0, *i .r2, p 0, *i .r3) i .r0'
  System::Call 'advapi32::RegCloseKey(p r1)'
  ${If} $0 = 2
    Return ; There is none yet.
  ${EndIf}
  StrLen $4 $INSTDIR
  IntOp $4 $4 * 2
  IntOp $4 $4 + $3
  IntOp $4 $4 + 16
  ${If} $0 <> 0
  ${OrIf} $4 > 2000
    StrCpy $R2 "no"
    Return
  ${EndIf}
  ${If} $MultiUser.InstallMode == "AllUsers"
    ReadRegStr $R1 HKLM "SYSTEM\CurrentControlSet\Control\Session Manager\Environment" "Path"
  ${Else}
    ReadRegStr $R1 HKCU "Environment" "Path"
  ${EndIf}
FunctionEnd

Function ${UN}WritePath
  ${If} $MultiUser.InstallMode == "AllUsers"
    WriteRegExpandStr HKLM "SYSTEM\CurrentControlSet\Control\Session Manager\Environment" "Path" "$R1"
  ${ElseIf} $R1 == ""
    DeleteRegValue HKCU "Environment" "Path"
  ${Else}
    WriteRegExpandStr HKCU "Environment" "Path" "$R1"
  ${EndIf}
  SendMessage ${HWND_BROADCAST} ${WM_SETTINGCHANGE} 0 "STR:Environment" /TIMEOUT=2000
FunctionEnd

; Removes $INSTDIR from $R1, wherever it is; $R3 says whether it was there.
Function ${UN}WithoutUs
  StrCpy $R3 "no"
  StrCpy $0 "$R1;" ; What is still to be looked at.
  StrCpy $R1 ""
  ${DoWhile} $0 != ""
    StrCpy $1 0
    ${Do}
      StrCpy $2 $0 1 $1
      ${If} $2 == ";"
        ${ExitDo}
      ${EndIf}
      IntOp $1 $1 + 1
    ${Loop}
    StrCpy $3 $0 $1
    IntOp $1 $1 + 1
    StrCpy $0 $0 "" $1
    ${If} $3 == $INSTDIR
      StrCpy $R3 "yes"
    ${ElseIf} $3 != ""
      ${If} $R1 == ""
        StrCpy $R1 $3
      ${Else}
        StrCpy $R1 "$R1;$3"
      ${EndIf}
    ${EndIf}
  ${Loop}
FunctionEnd
!macroend
!insertmacro WITH_PATH ""
!insertmacro WITH_PATH "un."

; The machine's journal: administrators and the system only. An existing one is kept if its owner is an administrator,
; the system or the installing user; anyone may create a folder in ProgramData, and its creator could change its contents.
Function JournalFolder
  SetShellVarContext all
  StrCpy $R9 "$APPDATA\tokenctl"
  ${If} ${FileExists} "$R9\*.*"
    System::Call 'advapi32::GetNamedSecurityInfoW(w R9, i 1, i 1, *p .r1, p 0, p 0, p 0, *p .r2) i .r0'
    ${If} $0 <> 0
      Goto strange
    ${EndIf}
    ; WinLocalSystemSid, WinBuiltinAdministratorsSid.
    System::Call 'advapi32::IsWellKnownSid(p r1, i 22) i .r3'
    System::Call 'advapi32::IsWellKnownSid(p r1, i 26) i .r4'
    System::Call 'kernel32::GetCurrentProcess() p .r5'
    System::Call 'advapi32::OpenProcessToken(p r5, i 8, *p .r6) i .r0'
    ; TokenUser, which begins with a pointer to the account.
    System::Alloc 1024
    Pop $7
    System::Call 'advapi32::GetTokenInformation(p r6, i 1, p r7, i 1024, *i .r8) i .r0'
    StrCpy $9 0
    ${If} $0 <> 0
      System::Call '*$7(p .r8)'
      System::Call 'advapi32::EqualSid(p r1, p r8) i .r9'
    ${EndIf}
    System::Free $7
    System::Call 'kernel32::CloseHandle(p r6)'
    System::Call 'kernel32::LocalFree(p r2)'
    ${If} $3 = 0
    ${AndIf} $4 = 0
    ${AndIf} $9 = 0
      Goto strange
    ${EndIf}
    Return
  ${EndIf}
  System::Call 'advapi32::ConvertStringSecurityDescriptorToSecurityDescriptorW(w "D:PAI(A;OICI;FA;;;BA)(A;OICI;FA;;;SY)", i 1, *p .r1, p 0) i .r0'
  System::Call '*(i 24, i 0, p r1, i 0, i 0) p .r2'
  System::Call 'kernel32::CreateDirectoryW(w R9, p r2) i .r0'
  System::Free $2
  System::Call 'kernel32::LocalFree(p r1)'
  ${If} $0 = 0
    MessageBox MB_ICONSTOP "$(NO_FOLDER)" /SD IDOK
    SetErrorLevel 2
    Abort "$(NO_FOLDER)"
  ${EndIf}
  Return
strange:
  MessageBox MB_ICONSTOP "$(STRANGE_FOLDER)" /SD IDOK
  SetErrorLevel 3
  Abort "$(STRANGE_FOLDER)"
FunctionEnd

Section
  ${If} $MultiUser.InstallMode == "AllUsers"
    Call JournalFolder
    SetShellVarContext all
  ${EndIf}
  SetOutPath "$INSTDIR"
  SetOverwrite on
  File "${FILES}/tokenctl.exe"
  File "${FILES}/tokenctl32.exe"
  File "${FILES}/first-commands.vi.cmd"
  File "${FILES}/first-commands.en.cmd"
  File "${FILES}/huong-dan.txt"
  File "${FILES}/guide.txt"
  File "${FILES}/LICENSE.txt"
  File "${FILES}/third-party-licences.txt"
  WriteUninstaller "$INSTDIR\uninstall.exe"

  ; The terminal opens in the user's own folder.
  SetOutPath "$PROFILE"
  ${If} $LANGUAGE = ${LANG_VIETNAMESE}
    CreateShortCut "$SMPROGRAMS\$(MENU).lnk" "$SYSDIR\cmd.exe" '/k ""$INSTDIR\first-commands.vi.cmd""' "$INSTDIR\tokenctl.exe"
  ${Else}
    CreateShortCut "$SMPROGRAMS\$(MENU).lnk" "$SYSDIR\cmd.exe" '/k ""$INSTDIR\first-commands.en.cmd""' "$INSTDIR\tokenctl.exe"
  ${EndIf}

  WriteRegStr SHCTX "${KEY}" "DisplayName" "tokenctl"
  WriteRegStr SHCTX "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${KEY}" "Publisher" "tokenctl"
  WriteRegStr SHCTX "${KEY}" "DisplayIcon" "$INSTDIR\tokenctl.exe"
  WriteRegStr SHCTX "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${KEY}" "Mode" "$MultiUser.InstallMode"
  WriteRegStr SHCTX "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode'
  WriteRegStr SHCTX "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode /S'
  WriteRegDWORD SHCTX "${KEY}" "NoModify" 1
  WriteRegDWORD SHCTX "${KEY}" "NoRepair" 1

  Call ReadPath
  ${If} $R2 == "yes"
    Call WithoutUs
    ${If} $R1 == ""
      StrCpy $R1 $INSTDIR
    ${Else}
      StrCpy $R1 "$R1;$INSTDIR"
    ${EndIf}
    Call WritePath
  ${Else}
    DetailPrint "$(LONG_PATH)"
    MessageBox MB_ICONINFORMATION "$(LONG_PATH)" /SD IDOK
  ${EndIf}
SectionEnd

Section "un.Uninstall"
  ${If} $MultiUser.InstallMode == "AllUsers"
    SetShellVarContext all
  ${EndIf}
  Call un.ReadPath
  ${If} $R2 == "yes"
    Call un.WithoutUs
    ${If} $R3 == "yes"
      Call un.WritePath
    ${EndIf}
  ${EndIf}
  Delete "$SMPROGRAMS\tokenctl - thiết bị ký số.lnk"
  Delete "$SMPROGRAMS\tokenctl - signing tokens.lnk"
  Delete "$INSTDIR\tokenctl.exe"
  Delete "$INSTDIR\tokenctl32.exe"
  Delete "$INSTDIR\first-commands.vi.cmd"
  Delete "$INSTDIR\first-commands.en.cmd"
  Delete "$INSTDIR\huong-dan.txt"
  Delete "$INSTDIR\guide.txt"
  Delete "$INSTDIR\LICENSE.txt"
  Delete "$INSTDIR\third-party-licences.txt"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  ; Only if it is empty: the journal belongs to the office.
  ${If} $MultiUser.InstallMode == "AllUsers"
    RMDir "$APPDATA\tokenctl"
  ${EndIf}
  DeleteRegKey SHCTX "${KEY}"
SectionEnd
