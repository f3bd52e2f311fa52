import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { fromBuffer, type Entry, type ZipFile } from 'yauzl'

/** The files of an archive, by their names, as another program reads it. */
export async function unzipped(bytes: Buffer): Promise<ReadonlyMap<string, Buffer>> {
  const archive = await new Promise<ZipFile>((resolve, reject) =>
    fromBuffer(bytes, { lazyEntries: true, validateEntrySizes: true, strictFileNames: true }, (error, opened) =>
      error === null ? resolve(opened) : reject(error),
    ),
  )
  const files = new Map<string, Buffer>()
  return new Promise((resolve, reject) => {
    archive.on('error', reject)
    archive.on('end', () => resolve(files))
    archive.on('entry', (entry: Entry) => {
      archive.openReadStream(entry, (error, stream) => {
        if (error !== null) return reject(error)
        buffer(Readable.from(stream)).then((content) => {
          files.set(entry.fileName, content)
          archive.readEntry()
        }, reject)
      })
    })
    archive.readEntry()
  })
}
