import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const least = [22, 18]

/** Path of the Node.js to run with: the one the lockfile pins when it runs on this machine, else this one when new enough. */
export function pinnedNode(root) {
  const path = join(packageFolder(root), process.platform === 'win32' ? 'node.exe' : 'bin/node')
  const bin = existsSync(path) ? path : join(packageFolder(root), 'bin', 'node.exe')
  if (existsSync(bin) && spawnSync(bin, ['--version']).status === 0) return bin
  return isNewEnough(process.versions.node) ? process.execPath : undefined
}

/** Folder whose include/node holds the headers of the pinned Node.js, for compiling against without a network. */
export function headersFolder(root) {
  const folder = packageFolder(root)
  return existsSync(join(folder, 'include', 'node', 'node_api.h')) ? folder : undefined
}

function packageFolder(root) {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  const nested = join(root, 'tools/node-runtime/node_modules', name)
  return existsSync(nested) ? nested : join(root, 'node_modules', name)
}

function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > least[0] || (major === least[0] && minor >= least[1])
}
