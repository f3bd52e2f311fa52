import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** Stands between a client and a server, and cuts all connections around the first commit that it is told to cut. */
export async function cuttingProxy(url: string) {
  const { port, hostname } = new URL(url)
  const sockets = new Set<Socket>()
  let cut: 'before' | 'after' | undefined
  const cutAll = () => {
    cut = undefined
    for (const socket of sockets) socket.destroy()
  }
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket))
    }
    client.on('data', (data) => {
      const commits = data.includes('COMMIT')
      if (commits && cut === 'before') return cutAll()
      upstream.write(data)
      // The server answers a commit, and the answer is lost.
      if (commits && cut === 'after') upstream.removeAllListeners('data').once('data', cutAll)
      return undefined
    })
    upstream.on('data', (data) => client.write(data))
    client.on('close', () => upstream.destroy())
    upstream.on('close', () => client.destroy())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const own = new URL(url)
  own.port = String((server.address() as AddressInfo).port)
  return {
    url: own.href,
    cutAtCommit: (when: 'before' | 'after') => {
      cut = when
    },
    close: async () => {
      cutAll()
      server.close()
      await once(server, 'close')
    },
  }
}
