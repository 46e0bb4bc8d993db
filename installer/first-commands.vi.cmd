@echo off
chcp 65001 >nul
title tokenctl
set "PATH=%~dp0;%PATH%"
echo Các lệnh đầu tiên:
echo.
echo   tokenctl doctor            xem máy này có đủ những gì cần dùng
echo   tokenctl config init       ghi thông tin cơ quan, một lần
echo   tokenctl token list        xem các thiết bị đang cắm
echo   tokenctl cert list         xem các chứng thư số và ngày hết hạn
echo   tokenctl plan              xem việc cần làm
echo   tokenctl help              mọi lệnh
echo.
echo Không lệnh nào ở trên gửi mã PIN tới thiết bị. Hướng dẫn mười bước: %~dp0huong-dan.txt
echo.
tokenctl --version
