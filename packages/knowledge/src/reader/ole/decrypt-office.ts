import { damaged } from '../damaged.ts'
import { decryptAgile } from './agile-encryption.ts'
import { openCompoundFile } from './compound-file.ts'
import { unreadableOutside } from './unreadable-outside.ts'
import { decryptStandard, readCryptoApiInfo } from './standard-encryption.ts'
import { tryPasswords } from './try-passwords.ts'

/**
 * The Office file (a zip archive) inside a locked one, by the first of the passwords that is right: ECMA-376 standard
 * encryption (Office 2007) and agile encryption (2010 and later), [MS-OFFCRYPTO].
 * @throws FILE_ENCRYPTED when no password was given, FILE_PASSWORD_WRONG when none is right, FILE_UNREADABLE
 */
export function decryptOffice(bytes: Uint8Array, name: string, passwords?: readonly string[]): Uint8Array {
  return unreadableOutside(name, () => {
    const file = openCompoundFile(bytes, name)
    const info = file.stream('EncryptionInfo')
    const sealed = file.stream('EncryptedPackage')
    if (info === undefined || sealed === undefined || sealed.length < 8) throw damaged(name)
    const [major, minor] = [info.readUInt16LE(0), info.readUInt16LE(2)]
    if (major === 4 && minor === 4) {
      return tryPasswords(passwords, name, (password) => decryptAgile(info.subarray(8), sealed, password, name))
    }
    if (minor !== 2 || major < 2 || major > 4) throw damaged(name, new Error(`encryption ${major}.${minor}`))
    const settings = readCryptoApiInfo(info.subarray(8), name)
    return tryPasswords(passwords, name, (password) => decryptStandard(settings, sealed, password, name))
  })
}
