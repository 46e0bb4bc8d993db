# Dòng hiện ra trong lúc đọc các driver.
progress-drivers = đang nạp { $drivers } driver
progress-slots = đang đọc { $drivers } driver: { $done } trên { $slots } khe
