import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { KaiwuError } from '@kaiwu/core'
import { z } from 'zod'
import { personalDataKinds } from './personal-data-kind.ts'
import { placeholderEnd, placeholderStart, type Vault } from './vault.ts'

const form = 'kaiwu-vault-1'
const cipher = 'aes-256-gcm'
const keyBytes = 32
const nonceBytes = 12
const tagBytes = 16

const entryShape = z.strictObject({
  placeholder: z.string().startsWith(placeholderStart).endsWith(placeholderEnd),
  label: z.string(),
  number: z.int().positive(),
  kind: z.enum([...personalDataKinds, 'field', 'mark']),
  text: z.string(),
  value: z.string(),
  json: z.literal(true).optional(),
})
const vaultShape = z.strictObject({ version: z.literal(1), entries: z.array(entryShape) })

/**
 * Encrypts a vault for the store (AES-256-GCM, a fresh nonce each time), bound to what it belongs to: a vault sealed for one case
 * does not open for another.
 * @param key 32 bytes.
 * @param about What it belongs to, such as the id of the case; not secret, needed again to open.
 * @returns One line of text.
 * @throws VAULT_KEY_INVALID when the key has another length.
 * @example
 * const sealed = sealVault(vault, key, 'case_0001')
 * openVault(sealed, key, 'case_0001') // the vault
 */
export function sealVault(vault: Vault, key: Uint8Array, about: string): string {
  const nonce = randomBytes(nonceBytes)
  const sealing = createCipheriv(cipher, checkedKey(key), nonce, { authTagLength: tagBytes })
  sealing.setAAD(Buffer.from(`${form}\n${about}`))
  const body = Buffer.concat([sealing.update(JSON.stringify(vault), 'utf8'), sealing.final()])
  return `${form}.${Buffer.concat([nonce, sealing.getAuthTag(), body]).toString('base64url')}`
}

/**
 * Opens what {@link sealVault} sealed.
 * @throws VAULT_KEY_INVALID when the key has another length; VAULT_NOT_OPENED when the key is another one, the vault belongs to
 * something else, or a byte was changed.
 */
export function openVault(sealed: string, key: Uint8Array, about: string): Vault {
  const bytes = checkedKey(key)
  const [head, body = '', ...more] = sealed.split('.')
  const packed = Buffer.from(body, 'base64url')
  if (head !== form || more.length > 0 || packed.length < nonceBytes + tagBytes || packed.toString('base64url') !== body) {
    throw new KaiwuError('VAULT_NOT_OPENED', { about })
  }
  const opening = createDecipheriv(cipher, bytes, packed.subarray(0, nonceBytes), { authTagLength: tagBytes })
  opening.setAAD(Buffer.from(`${form}\n${about}`))
  opening.setAuthTag(packed.subarray(nonceBytes, nonceBytes + tagBytes))
  try {
    const plain = Buffer.concat([opening.update(packed.subarray(nonceBytes + tagBytes)), opening.final()]).toString('utf8')
    const { entries } = vaultShape.parse(JSON.parse(plain))
    const frozen = entries.map(({ json, ...entry }) => Object.freeze(json === true ? { ...entry, json } : entry))
    return Object.freeze({ version: 1, entries: Object.freeze(frozen) })
  } catch (cause) {
    throw new KaiwuError('VAULT_NOT_OPENED', { about }, { cause })
  }
}

function checkedKey(key: Uint8Array): Uint8Array {
  if (key.length !== keyBytes) throw new KaiwuError('VAULT_KEY_INVALID', { bytes: key.length })
  return key
}
