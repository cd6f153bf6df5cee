print("tenths")
