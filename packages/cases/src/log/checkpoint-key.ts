import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { KaiwuError } from '@kaiwu/core'

/** A key that signs checkpoints. */
export type CheckpointKey = Readonly<{
  privateKey: KeyObject
  /** To be kept elsewhere, for the day the log is doubted: `ed25519:` and 32 bytes in base64. */
  publicKey: string
  /** 16 hexadecimal digits of the public key's SHA-256. */
  keyId: string
}>

/** A public key and its name. */
export type CheckpointPublicKey = Readonly<{ key: KeyObject; keyId: string }>

/**
 * Reads the key in a file (PKCS 8, PEM), making it where there is none, for the file's owner only. Of two processes that make it at
 * once, one does.
 * @throws LOG_KEY_UNUSABLE when it is no Ed25519 key, when others may read it, or when it cannot be made
 */
export function checkpointKey(path: string): CheckpointKey {
  return existingKey(path) ?? (makeKeyFile(path), existingKey(path)!)
}

/** Reads the key in a file, or nothing where there is no file. @throws LOG_KEY_UNUSABLE */
export function existingKey(path: string): CheckpointKey | undefined {
  let pem: string
  try {
    pem = readFileSync(path, 'utf8')
    if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) {
      throw new Error('others than its owner may read or change it; run chmod 600 on it')
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw unusable(path, error)
  }
  let privateKey: KeyObject
  try {
    privateKey = createPrivateKey(pem)
  } catch {
    // The parser's own error may quote what it could not read.
    throw unusable(path, new Error('it is no private key in PEM'))
  }
  if (privateKey.asymmetricKeyType !== 'ed25519') throw unusable(path, new Error('it is no Ed25519 key'))
  const publicKey = createPublicKey(privateKey)
  return Object.freeze({ privateKey, publicKey: `${prefix}${rawOf(publicKey).toString('base64')}`, keyId: idOf(publicKey) })
}

/** Makes a new key in a file, unless another process just has: whole and durable, or not at all. */
function makeKeyFile(path: string): void {
  const { privateKey } = generateKeyPairSync('ed25519')
  const made = `${path}.${randomBytes(6).toString('hex')}`
  try {
    mkdirSync(dirname(path), { recursive: true })
    const file = openSync(made, 'wx', 0o600)
    try {
      writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }))
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    putWhereMissing(made, path)
    syncFolder(dirname(path))
  } catch (error) {
    throw unusable(path, error)
  } finally {
    rmSync(made, { force: true })
  }
}

function putWhereMissing(made: string, path: string): void {
  try {
    linkSync(made, path)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return
    // Some file systems know no second names.
    if (!/^(?:EPERM|ENOTSUP|EOPNOTSUPP|ENOSYS)$/.test(code)) throw error
    if (!existsSync(path)) renameSync(made, path)
  }
}

/** Makes what was done in a folder survive a power cut, where the system can. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const file = openSync(folder, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/**
 * Reads a public key as Kaiwu prints it, or as PEM.
 * @throws LOG_KEY_UNUSABLE
 * @example
 * checkpointPublicKey('ed25519:11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=')
 */
export function checkpointPublicKey(text: string): CheckpointPublicKey {
  try {
    const key = createPublicKey(
      text.trim().startsWith(prefix) ? { key: Buffer.concat([spki, rawKey(text.trim())]), format: 'der', type: 'spki' } : text,
    )
    if (key.asymmetricKeyType !== 'ed25519') throw new Error('it is no Ed25519 key')
    return Object.freeze({ key, keyId: idOf(key) })
  } catch (error) {
    throw unusable(text.trim().slice(0, 80), error)
  }
}

function rawKey(text: string): Buffer {
  const raw = Buffer.from(text.slice(prefix.length), 'base64')
  if (raw.length !== 32 || `${prefix}${raw.toString('base64')}` !== text) throw new Error('it is not 32 bytes in base64')
  return raw
}

const prefix = 'ed25519:'
// What stands before the 32 bytes of an Ed25519 key in its SubjectPublicKeyInfo (RFC 8410).
const spki = Buffer.from('302a300506032b6570032100', 'hex')
const rawOf = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' }).subarray(spki.length)
const idOf = (key: KeyObject): string => createHash('sha256').update(rawOf(key)).digest('hex').slice(0, 16)

function unusable(path: string, cause: unknown): KaiwuError {
  return new KaiwuError('LOG_KEY_UNUSABLE', { path, reason: (cause as Error).message }, { cause })
}
