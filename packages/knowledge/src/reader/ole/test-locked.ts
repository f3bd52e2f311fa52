/**
 * Locked Office files for tests, locked by code that shares nothing with the code that opens them but the formulas of
 * [MS-OFFCRYPTO].
 * @module
 */
import { createCipheriv, createHmac, hash as hashOf } from 'node:crypto'
import { compoundFile } from './test-compound-file.ts'

/** How a test file is locked. */
export type Lock = Readonly<{
  password: string
  spins?: number
  hash?: 'SHA1' | 'SHA256' | 'SHA384' | 'SHA512'
  keyBits?: 128 | 192 | 256
}>

const salt = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex')
const dataSalt = Buffer.from('a0a1a2a3a4a5a6a7a8a9aaabacadaeaf', 'hex')

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

function size(value: number): Buffer {
  return Buffer.concat([number(value), number(0)])
}

function fit(bytes: Buffer, length: number, fill = 0x36): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(length, fill)]).subarray(0, length)
}

function whole(bytes: Buffer): Buffer {
  return fit(bytes, Math.ceil(bytes.length / 16) * 16, 0)
}

/** An Office file locked as Office 2010 and later do it. */
export function agileFile(inside: Uint8Array, { password, spins = 100, hash = 'SHA512', keyBits = 256 }: Lock): Uint8Array {
  const digest = (...parts: readonly Buffer[]): Buffer => hashOf(hash.toLowerCase(), Buffer.concat(parts), 'buffer')
  const cbc = (key: Buffer, iv: Buffer, bytes: Buffer): Buffer => {
    const cipher = createCipheriv(`aes-${keyBits}-cbc`, key, fit(iv, 16)).setAutoPadding(false)
    return Buffer.concat([cipher.update(whole(bytes)), cipher.final()])
  }
  let spun = digest(salt, Buffer.from(password, 'utf16le'))
  for (let at = 0; at < spins; at++) spun = digest(number(at), spun)
  const keyFor = (use: string): Buffer => fit(digest(spun, Buffer.from(use, 'hex')), keyBits / 8)
  const secret = Buffer.alloc(keyBits / 8, 0x5a)
  const content = Buffer.from(inside)
  const segments: Buffer[] = [size(content.length)]
  for (let at = 0; at * 4096 < content.length; at++) {
    segments.push(cbc(secret, digest(dataSalt, number(at)), content.subarray(at * 4096, (at + 1) * 4096)))
  }
  const sealed = Buffer.concat(segments)
  const hashBytes = digest().length
  const hmacKey = Buffer.alloc(hashBytes, 0x77)
  const inData = (use: string, bytes: Buffer): string =>
    cbc(secret, digest(dataSalt, Buffer.from(use, 'hex')), bytes).toString('base64')
  const input = Buffer.alloc(16, 0x11)
  const common = `blockSize="16" keyBits="${keyBits}" hashSize="${hashBytes}" cipherAlgorithm="AES" cipherChaining="ChainingModeCBC" hashAlgorithm="${hash}"`
  const xml =
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' +
    '<encryption xmlns="http://schemas.microsoft.com/office/2006/encryption" xmlns:p="http://schemas.microsoft.com/office/2006/keyEncryptor/password">' +
    `<keyData saltSize="16" ${common} saltValue="${dataSalt.toString('base64')}"/>` +
    `<dataIntegrity encryptedHmacKey="${inData('5fb2ad010cb9e1f6', hmacKey)}" encryptedHmacValue="${inData('a0677f02b22c8433', createHmac(hash, hmacKey).update(sealed).digest())}"/>` +
    `<keyEncryptors><keyEncryptor uri="http://schemas.microsoft.com/office/2006/keyEncryptor/password"><p:encryptedKey spinCount="${spins}" saltSize="16" ${common} saltValue="${salt.toString('base64')}" ` +
    `encryptedVerifierHashInput="${cbc(keyFor('fea7d2763b4b9e79'), salt, input).toString('base64')}" ` +
    `encryptedVerifierHashValue="${cbc(keyFor('d7aa0f6d3061344e'), salt, digest(input)).toString('base64')}" ` +
    `encryptedKeyValue="${cbc(keyFor('146e0be7abacd0d6'), salt, secret).toString('base64')}"/></keyEncryptor></keyEncryptors></encryption>`
  const info = Buffer.concat([Buffer.from('0400040040000000', 'hex'), Buffer.from(xml)])
  return compoundFile([
    { path: ['EncryptionInfo'], bytes: info },
    { path: ['EncryptedPackage'], bytes: sealed },
  ])
}

/** An Office file locked as Office 2007 does it. */
export function standardFile(inside: Uint8Array, { password, keyBits = 128 }: Lock): Uint8Array {
  const sha1 = (...parts: readonly Buffer[]): Buffer => hashOf('sha1', Buffer.concat(parts), 'buffer')
  let spun = sha1(salt, Buffer.from(password, 'utf16le'))
  for (let at = 0; at < 50_000; at++) spun = sha1(number(at), spun)
  spun = sha1(spun, number(0))
  const side = (fill: number): Buffer => sha1(Buffer.from(Array.from({ length: 64 }, (_, at) => fill ^ (spun[at] ?? 0))))
  const key = Buffer.concat([side(0x36), side(0x5c)]).subarray(0, keyBits / 8)
  const ecb = (bytes: Buffer): Buffer => {
    const cipher = createCipheriv(`aes-${keyBits}-ecb`, key, null).setAutoPadding(false)
    return Buffer.concat([cipher.update(whole(bytes)), cipher.final()])
  }
  const verifier = Buffer.alloc(16, 0x22)
  const algorithm = { 128: 0x660e, 192: 0x660f, 256: 0x6610 }[keyBits]
  const provider = Buffer.from('Microsoft Enhanced RSA and AES Cryptographic Provider\0', 'utf16le')
  const header = Buffer.concat([...[0x24, 0, algorithm, 0x8004, keyBits, 0x18, 0, 0].map(number), provider])
  const info = Buffer.concat([
    Buffer.from('0300020024000000', 'hex'),
    number(header.length),
    header,
    number(16),
    salt,
    ecb(verifier),
    number(20),
    ecb(sha1(verifier)),
  ])
  const sealed = Buffer.concat([size(inside.length), ecb(Buffer.from(inside))])
  return compoundFile([
    { path: ['EncryptionInfo'], bytes: info },
    { path: ['EncryptedPackage'], bytes: sealed },
  ])
}
