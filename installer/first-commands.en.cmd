@echo off
chcp 65001 >nul
title tokenctl
set "PATH=%~dp0;%PATH%"
echo The first commands:
echo.
echo   tokenctl doctor            look whether this computer has what is needed
echo   tokenctl config init       write down the body's particulars, once
echo   tokenctl token list        see the tokens that are plugged in
echo   tokenctl cert list         see the certificates and when they run out
echo   tokenctl plan              see what is to be done
echo   tokenctl help              every command
echo.
echo None of these sends a PIN to a token. A guide in ten steps: %~dp0guide.txt
echo.
tokenctl --version
