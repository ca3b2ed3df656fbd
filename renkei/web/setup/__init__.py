"""はじめの設定: from an empty system to a working one, once."""
