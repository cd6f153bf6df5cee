internal import CDatabaseFiles

/// What a database lies on.
public enum FileSystem {
  /// File systems whose files may be changed by other machines, so that no memory can be shared with who else has them open.
  private static let remote: [UInt32: String] = [
    0x6969: "NFS", 0x517B: "SMB", 0xFE53_4D42: "SMB", 0xFF53_4D42: "CIFS", 0x6573_5546: "FUSE", 0x0102_1997: "9P",
    0x00C3_6400: "Ceph", 0x5346_414F: "AFS", 0x7375_7245: "Coda", 0x7461_636F: "OCFS2", 0x0116_1970: "GFS2",
    0x0BD0_0BD0: "Lustre",
  ]

  /// Name of the kind of network drive on which a folder lies; `nil` for a disk of this machine and where the system does not say.
  public static func networkKind(of folder: String) -> String? { remote[tenths_file_system_kind(folder)] }
}
