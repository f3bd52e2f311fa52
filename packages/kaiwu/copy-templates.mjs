// Copies the repository's templates into this package, so that what is packed brings them along. Part of `npm run build`.
import { cpSync, rmSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'

const source = fileURLToPath(new URL('../../templates', import.meta.url))
const target = fileURLToPath(new URL('./templates', import.meta.url))
const leftBehind = ['.kaiwu', 'node_modules', '.git', '.DS_Store']

rmSync(target, { recursive: true, force: true })
cpSync(source, target, { recursive: true, filter: (path) => !leftBehind.includes(basename(path)) })
