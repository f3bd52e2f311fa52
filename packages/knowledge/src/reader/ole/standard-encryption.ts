import { createDecipheriv } from 'node:crypto'
import { damaged } from '../damaged.ts'
import { digest, fourBytes, spunHash } from './spun-hash.ts'

/** Settings of the encryption of Office 2007 and of Office 97-2003 with a CryptoAPI provider. */
export type CryptoApiInfo = Readonly<{
  algorithm: 'aes' | 'rc4'
  keyBytes: number
  salt: Buffer
  verifier: Buffer
  verifierHash: Buffer
}>

const spins = 50_000
const aesIds: readonly number[] = [0x660e, 0x660f, 0x6610]
const rc4Id = 0x6801

/**
 * Reads the settings ([MS-OFFCRYPTO] 2.3.2 and 2.3.3).
 * @param info what follows the version and the flags
 * @throws FILE_UNREADABLE for any other algorithm
 */
export function readCryptoApiInfo(info: Buffer, name: string): CryptoApiInfo {
  const headerBytes = info.readUInt32LE(0)
  const id = info.readUInt32LE(12)
  const keyBits = info.readUInt32LE(20)
  const rc4 = id === rc4Id || (id === 0 && (info.readUInt32LE(4) & 0x20) === 0)
  const keyBytes = (keyBits === 0 ? (rc4 ? 40 : 128) : keyBits) / 8
  if (!(rc4 ? keyBytes >= 5 && keyBytes <= 16 : aesIds.includes(id) && [16, 24, 32].includes(keyBytes))) {
    throw damaged(name, new Error(`algorithm ${id}, ${keyBits} bits`))
  }
  const behind = info.subarray(4 + headerBytes)
  if (behind.length < (rc4 ? 60 : 72)) throw damaged(name)
  return {
    algorithm: rc4 ? 'rc4' : 'aes',
    keyBytes,
    salt: behind.subarray(4, 20),
    verifier: behind.subarray(20, 36),
    verifierHash: behind.subarray(40, rc4 ? 60 : 72),
  }
}

/**
 * The package inside an Office file of 2007, or undefined when the password is not right.
 * @param sealed the stream `EncryptedPackage`
 * @throws FILE_UNREADABLE
 */
export function decryptStandard(info: CryptoApiInfo, sealed: Buffer, password: string, name: string): Buffer | undefined {
  if (info.algorithm !== 'aes') throw damaged(name)
  const spun = digest('sha1', spunHash('sha1', info.salt, password, spins), fourBytes(0))
  const pad = (fill: number): Buffer => Buffer.from(Buffer.alloc(64, fill).map((byte, at) => byte ^ (spun[at] ?? 0)))
  const key = Buffer.concat([digest('sha1', pad(0x36)), digest('sha1', pad(0x5c))]).subarray(0, info.keyBytes)
  const stated = decipher(key, info.verifierHash).subarray(0, 20)
  if (!stated.equals(digest('sha1', decipher(key, info.verifier)))) return undefined
  const size = Number(sealed.readBigUInt64LE(0))
  const whole = decipher(key, sealed.subarray(8))
  if (size > whole.length) throw damaged(name)
  return whole.subarray(0, size)
}

function decipher(key: Buffer, bytes: Buffer): Buffer {
  const aes = createDecipheriv(`aes-${key.length * 8}-ecb`, key, null).setAutoPadding(false)
  const whole = bytes.subarray(0, bytes.length - (bytes.length % 16))
  return Buffer.concat([aes.update(whole), aes.final()])
}
