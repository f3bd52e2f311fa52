import { damaged } from '../damaged.ts'
import { rc4 } from './rc4.ts'
import { digest, fourBytes } from './spun-hash.ts'
import { readCryptoApiInfo } from './standard-encryption.ts'
import { tryPasswords } from './try-passwords.ts'

/** The key of each block of a stream. */
export type BlockKeys = (block: number) => Buffer

/**
 * Finds the keys of an Excel or Word 97-2003 file locked with RC4 ([MS-OFFCRYPTO] 2.3.5 and 2.3.6).
 * @param info begins with the version of the encryption
 * @throws FILE_ENCRYPTED when no password was given, FILE_PASSWORD_WRONG when none is right, FILE_UNREADABLE
 */
export function rc4Keys(info: Buffer, name: string, passwords: readonly string[] | undefined): BlockKeys {
  const [major, minor] = [info.readUInt16LE(0), info.readUInt16LE(2)]
  if (major === 1 && minor === 1) {
    if (info.length < 52) throw damaged(name)
    return tryPasswords(passwords, name, (password) => {
      const keys = simpleKeys(password, info.subarray(4, 20))
      return opens(keys, 'md5', info.subarray(20, 36), info.subarray(36, 52)) ? keys : undefined
    })
  }
  if (minor !== 2 || major < 2 || major > 4) throw damaged(name, new Error(`encryption ${major}.${minor}`))
  const settings = readCryptoApiInfo(info.subarray(8), name)
  if (settings.algorithm !== 'rc4') throw damaged(name)
  return tryPasswords(passwords, name, (password) => {
    const whole = digest('sha1', settings.salt, Buffer.from(password, 'utf16le'))
    const keys: BlockKeys = (block) => {
      const key = digest('sha1', whole, fourBytes(block)).subarray(0, settings.keyBytes)
      // Windows fills a key of 40 bits up with zeros.
      return settings.keyBytes === 5 ? Buffer.concat([key, Buffer.alloc(11)]) : key
    }
    return opens(keys, 'sha1', settings.verifier, settings.verifierHash) ? keys : undefined
  })
}

/** @param blockBytes after how many bytes of the stream the next key comes */
export function openRc4(stream: Buffer, keys: BlockKeys, blockBytes: number): Buffer {
  const parts: Buffer[] = []
  for (let at = 0; at < stream.length; at += blockBytes) {
    parts.push(rc4(keys(at / blockBytes))(stream.subarray(at, at + blockBytes)))
  }
  return Buffer.concat(parts)
}

function simpleKeys(password: string, salt: Buffer): BlockKeys {
  const start = digest('md5', Buffer.from(password, 'utf16le')).subarray(0, 5)
  const mixed = digest('md5', ...Array.from({ length: 16 }, () => Buffer.concat([start, salt]))).subarray(0, 5)
  return (block) => digest('md5', mixed, fourBytes(block))
}

function opens(keys: BlockKeys, algorithm: string, verifier: Buffer, verifierHash: Buffer): boolean {
  const open = rc4(keys(0))
  return digest(algorithm, open(verifier)).equals(open(verifierHash))
}
