import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { headersFolder, pinnedNode } from './pinned-node.mjs'

/**
 * Installs what the lockfile names, once: a stamp in node_modules holds the hash of the lockfile and the manifests.
 * Install scripts stay off; the one package that needs one, hnswlib-node, is compiled afterwards and may fail.
 */
export function install(root) {
  const stampFile = join(root, 'node_modules', '.kaiwu-stamp')
  const stamp = hashOf(root)
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return
  console.log('kaiwu: 正在安装依赖 installing dependencies …')
  const installed = npm(root, ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], 'inherit')
  if (installed.status !== 0) {
    console.error(
      'kaiwu: 安装失败，原因见上；检查网络或软件源后重试 installing failed, see above; check the network or registry and try again',
    )
    process.exit(78)
  }
  addWhatOldNodeLeftOut(root)
  linkNode(root)
  compileHnswlib(root)
  writeFileSync(stampFile, stamp)
}

function hashOf(root) {
  const hash = createHash('sha256')
  const manifests = readdirSync(join(root, 'packages')).map((name) => join('packages', name, 'package.json'))
  for (const file of ['package-lock.json', 'package.json', 'tools/node-runtime/package.json', ...manifests.sort()]) {
    if (existsSync(join(root, file))) hash.update(file).update(readFileSync(join(root, file)))
  }
  return hash.digest('hex')
}

/**
 * Under an old Node.js npm silently leaves out the platform binaries that ask for a newer one, although the pinned Node.js will run them.
 * The same npm under the pinned Node.js adds them.
 */
function addWhatOldNodeLeftOut(root) {
  const node = pinnedNode(root)
  if (!node || node === process.execPath) return
  const args = ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  if (npm(root, args, 'inherit', process.env, node).status === 0) return
  console.error(
    'kaiwu: 补装失败，原因见上；可改用 Node.js 24 重试 completing the installation failed, see above; try again with Node.js 24',
  )
  process.exit(78)
}

/** npm as it was started, else the one on the PATH; by this Node.js unless another is given. */
function npm(root, args, stdio, env = process.env, node = process.execPath) {
  const started = process.env.npm_execpath
  if (started && /npm-cli\.[cm]?js$/.test(started)) return spawnSync(node, [started, ...args], { cwd: root, stdio, env })
  const path = [dirname(node), env.PATH].join(delimiter)
  return spawnSync('npm', args, { cwd: root, stdio, env: { ...env, PATH: path }, shell: process.platform === 'win32' })
}

/** npm 9 and 10 install the pinned Node.js without linking it; then npx and package scripts would start the machine's own. */
function linkNode(root) {
  const node = pinnedNode(root)
  const link = join(root, 'node_modules', '.bin', 'node')
  if (process.platform === 'win32' || !node || node === process.execPath || existsSync(link)) return
  symlinkSync(node, link)
}

/** Approximate vector search needs a compiler; without one, exact search serves. Said once, since the stamp is written after. */
function compileHnswlib(root) {
  if (!existsSync(join(root, 'node_modules', 'hnswlib-node'))) return
  const headers = headersFolder(root)
  const env = headers ? { ...process.env, npm_config_nodedir: headers } : process.env
  const { status } = npm(root, ['rebuild', 'hnswlib-node', '--loglevel=silent'], 'ignore', env)
  if (status === 0 && existsSync(join(root, 'node_modules/hnswlib-node/build/Release/addon.node'))) return
  console.log(
    'kaiwu: hnswlib-node 没有编译成功（需要 python3 和 C++ 编译器），已跳过；检索改用精确算法，功能不受影响\n' +
      'kaiwu: hnswlib-node could not be compiled (it needs python3 and a C++ compiler) and is left out; exact search is used, nothing else changes',
  )
}
