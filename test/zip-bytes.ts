import { crc32, deflateRawSync } from 'node:zlib';

/** One member of an archive that a test makes, with what it may state wrongly. */
export interface ZipMember {
  /** Text, or the bytes of a name in another encoding. */
  readonly name: string | Buffer;
  readonly content: string | Uint8Array;
  readonly stored?: boolean;
  readonly method?: number;
  /** General purpose bits; bit 0 is encryption, bit 11 UTF-8. */
  readonly flags?: number;
  readonly crc?: number;
  /** Stated size of the content. */
  readonly size?: number;
  /** What stands in place of the packed content. */
  readonly packed?: Buffer;
  /** States sizes and place in the extra field of zip64. */
  readonly zip64?: boolean;
  /** Place of the local header that the table of contents states. */
  readonly offset?: number;
}

/** The bytes of a zip archive, made by hand after APPNOTE.TXT 6.3.10. */
export function zipBytes(members: readonly ZipMember[], comment = ''): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const member of members) {
    const name = Buffer.from(member.name);
    const content = Buffer.from(member.content);
    const packed = member.packed ?? (member.stored === true ? content : deflateRawSync(content));
    const flags = member.flags ?? (typeof member.name === 'string' && /[^\0-\x7f]/.test(member.name) ? 0x800 : 0);
    const fields = {
      flags,
      method: member.method ?? (member.stored === true ? 0 : 8),
      crc: member.crc ?? crc32(content),
      packedSize: packed.length,
      size: member.size ?? content.length,
    };
    const local = Buffer.concat([header(0x04034b50, fields, name.length, 0), name, packed]);
    locals.push(local);
    directory.push(centralEntry(fields, name, member.offset ?? offset, member.zip64 === true));
    offset += local.length;
  }
  const contents = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(contents.length, 12);
  end.writeUInt32LE(offset, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...locals, contents, end, Buffer.from(comment)]);
}

interface Fields {
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packedSize: number;
  readonly size: number;
}

/** A local header, also the beginning of an entry of the table of contents (there behind two bytes more). */
function header(signature: number, fields: Fields, nameLength: number, extraLength: number, isWide = false): Buffer {
  const bytes = Buffer.alloc(30);
  bytes.writeUInt32LE(signature, 0);
  bytes.writeUInt16LE(isWide ? 45 : 20, 4);
  bytes.writeUInt16LE(fields.flags, 6);
  bytes.writeUInt16LE(fields.method, 8);
  bytes.writeUInt32LE(fields.crc, 14);
  bytes.writeUInt32LE(isWide ? 0xffffffff : fields.packedSize, 18);
  bytes.writeUInt32LE(isWide ? 0xffffffff : fields.size, 22);
  bytes.writeUInt16LE(nameLength, 26);
  bytes.writeUInt16LE(extraLength, 28);
  return bytes;
}

function centralEntry(fields: Fields, name: Buffer, offset: number, isWide: boolean): Buffer {
  const extra = isWide ? Buffer.alloc(28) : Buffer.alloc(0);
  if (isWide) {
    extra.writeUInt16LE(1, 0);
    extra.writeUInt16LE(24, 2);
    extra.writeBigUInt64LE(BigInt(fields.size), 4);
    extra.writeBigUInt64LE(BigInt(fields.packedSize), 12);
    extra.writeBigUInt64LE(BigInt(offset), 20);
  }
  const local = header(0, fields, name.length, extra.length, isWide);
  const start = Buffer.alloc(6);
  start.writeUInt32LE(0x02014b50, 0);
  start.writeUInt16LE(isWide ? 45 : 20, 4);
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(isWide ? 0xffffffff : offset, 10);
  return Buffer.concat([start, local.subarray(4), rest, name, extra]);
}
