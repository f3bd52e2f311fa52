import { createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto'
import { damaged } from '../damaged.ts'
import { xmlEvents } from '../xml-events.ts'
import { digest, fourBytes, spunHash } from './spun-hash.ts'

type Attributes = Readonly<Record<string, string>>
type Cipher = Readonly<{ hash: string; hashBytes: number; keyBytes: number; salt: Buffer }>
type Agile = Readonly<{ data: Cipher; lock: Cipher; spins: number; lockValues: Attributes; integrity: Attributes | undefined }>

/** What each key is for ([MS-OFFCRYPTO] 2.3.4.11 to 2.3.4.14). */
const uses = {
  verifierInput: 'fea7d2763b4b9e79',
  verifierHash: 'd7aa0f6d3061344e',
  secretKey: '146e0be7abacd0d6',
  hmacKey: '5fb2ad010cb9e1f6',
  hmacValue: 'a0677f02b22c8433',
} as const
const hashes: Readonly<Record<string, number>> = { sha1: 20, sha256: 32, sha384: 48, sha512: 64 }
/** Above this a password takes seconds to try: the file is made to hold us up. */
const mostSpins = 10_000_000
const segmentBytes = 4_096
const blockBytes = 16

/**
 * The package inside an Office file of 2010 and later, or undefined when the password is not right.
 * @param info the XML of the stream `EncryptionInfo`
 * @param sealed the stream `EncryptedPackage`
 * @throws FILE_UNREADABLE when the settings are unknown, or the content was changed after it was locked
 */
export function decryptAgile(info: Uint8Array, sealed: Buffer, password: string, name: string): Buffer | undefined {
  const agile = readInfo(info, name)
  const secret = openSecret(agile, password, name)
  if (secret === undefined) return undefined
  checkUnchanged(agile, secret, sealed, name)
  const size = Number(sealed.readBigUInt64LE(0))
  const parts: Buffer[] = []
  for (let at = 8, segment = 0; at < sealed.length; at += segmentBytes, segment++) {
    const iv = digest(agile.data.hash, agile.data.salt, fourBytes(segment))
    parts.push(decipher(secret, iv, sealed.subarray(at, at + segmentBytes)))
  }
  const whole = Buffer.concat(parts)
  if (size > whole.length) throw damaged(name)
  return whole.subarray(0, size)
}

function readInfo(info: Uint8Array, name: string): Agile {
  const found = new Map<string, Attributes>()
  for (const event of xmlEvents(info, name)) {
    if (event.type === 'open' && !found.has(event.name)) found.set(event.name, event.attributes)
  }
  const keyData = found.get('keyData')
  const lockValues = found.get('encryptedKey')
  const spins = Number(lockValues?.['spinCount'])
  if (keyData === undefined || lockValues === undefined) throw damaged(name)
  if (!Number.isSafeInteger(spins) || spins < 0 || spins > mostSpins) throw damaged(name, new Error(`spinCount ${spins}`))
  const integrity = found.get('dataIntegrity')
  return { data: readCipher(keyData, name), lock: readCipher(lockValues, name), spins, lockValues, integrity }
}

function readCipher(attributes: Attributes, name: string): Cipher {
  const hash = (attributes['hashAlgorithm'] ?? '').toLowerCase().replace('-', '')
  const hashBytes = hashes[hash]
  const keyBytes = Number(attributes['keyBits']) / 8
  const aes = attributes['cipherAlgorithm'] === 'AES' && attributes['cipherChaining'] === 'ChainingModeCBC'
  if (hashBytes === undefined || !aes || ![16, 24, 32].includes(keyBytes)) {
    throw damaged(name, new Error(`${attributes['cipherAlgorithm']} ${attributes['cipherChaining']} ${hash} ${keyBytes}`))
  }
  return { hash, hashBytes, keyBytes, salt: Buffer.from(attributes['saltValue'] ?? '', 'base64') }
}

/** The key of the content, which the password locks. */
function openSecret(agile: Agile, password: string, name: string): Buffer | undefined {
  const { lock, lockValues } = agile
  const spun = spunHash(lock.hash, lock.salt, password, agile.spins)
  const open = (use: string, value: string | undefined): Buffer => {
    const key = fitted(digest(lock.hash, spun, Buffer.from(use, 'hex')), lock.keyBytes)
    return decipher(key, lock.salt, blocks(value, name))
  }
  const input = open(uses.verifierInput, lockValues['encryptedVerifierHashInput']).subarray(0, lock.salt.length)
  const stated = open(uses.verifierHash, lockValues['encryptedVerifierHashValue']).subarray(0, lock.hashBytes)
  if (!same(stated, digest(lock.hash, input))) return undefined
  return fitted(open(uses.secretKey, lockValues['encryptedKeyValue']), agile.data.keyBytes)
}

function checkUnchanged({ data, integrity }: Agile, secret: Buffer, sealed: Buffer, name: string): void {
  if (integrity === undefined) throw damaged(name)
  const open = (use: string, value: string | undefined): Buffer => {
    const iv = digest(data.hash, data.salt, Buffer.from(use, 'hex'))
    return decipher(secret, iv, blocks(value, name)).subarray(0, data.hashBytes)
  }
  const key = open(uses.hmacKey, integrity['encryptedHmacKey'])
  const stated = open(uses.hmacValue, integrity['encryptedHmacValue'])
  if (!same(stated, createHmac(data.hash, key).update(sealed).digest())) throw damaged(name)
}

function blocks(value: string | undefined, name: string): Buffer {
  const bytes = Buffer.from(value ?? '', 'base64')
  if (bytes.length === 0 || bytes.length % blockBytes !== 0) throw damaged(name)
  return bytes
}

/** What is cut off behind the last whole block cannot be opened and is padding. */
function decipher(key: Buffer, iv: Buffer, bytes: Buffer): Buffer {
  const aes = createDecipheriv(`aes-${key.length * 8}-cbc`, key, fitted(iv, blockBytes)).setAutoPadding(false)
  const whole = bytes.subarray(0, bytes.length - (bytes.length % blockBytes))
  return Buffer.concat([aes.update(whole), aes.final()])
}

/** Cut to a length, or filled up with 0x36. */
function fitted(bytes: Buffer, length: number): Buffer {
  return Buffer.concat([bytes.subarray(0, length), Buffer.alloc(Math.max(0, length - bytes.length), 0x36)])
}

function same(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other)
}
