import { TermReader, type TermSink } from '../text/term-reader.ts'
import type { IndexedPassage } from './keyword-index.ts'
import { PostingsWriter } from './postings-writer.ts'
import { Segment } from './segment.ts'
import type { TermDictionary } from './term-dictionary.ts'

const inTitle = 1
const inPath = 2
const inBody = 4
const keptEntries = 1 << 16

/**
 * Takes passages in and makes a segment of them. What is found in a passage is written down as it comes, one entry for each of its
 * terms, and sorted by term at the end, by counting.
 */
export class SegmentBuilder implements TermSink {
  /** How many terms of passages are written down. */
  entries = 0
  /** How long the bodies are together, and how many passages there are. */
  totalLength = 0
  private readonly reader = new TermReader()
  private readonly dictionary: TermDictionary
  private entryTerms: Uint32Array = new Uint32Array(1024)
  private entryValues: Uint32Array = new Uint32Array(1024)
  /** By term: its last entry; at sealing −2 − its place among the terms of the segment. */
  private last: Int32Array = new Int32Array(0)
  /** Where the entries of each passage end. */
  private ends: number[] = []
  private lengths: number[] = []
  private runOrdinals: number[] = []
  private runPassages: number[] = []
  private start = 0
  private field = inBody
  private length = 0

  constructor(dictionary: TermDictionary) {
    this.dictionary = dictionary
  }

  /** How many passages it has taken in. */
  get count(): number {
    return this.lengths.length
  }

  /** The number of its first passage; nothing is below it when it has none. */
  get first(): number {
    return this.runPassages[0] ?? Infinity
  }

  /** The number behind its last passage; 0 when it has none. */
  get end(): number {
    const run = this.runOrdinals.length - 1
    return run < 0 ? 0 : this.runPassages[run]! + this.count - this.runOrdinals[run]!
  }

  /** Bytes of memory it takes. */
  get bytes(): number {
    return this.entryTerms.byteLength + this.entryValues.byteLength + this.last.byteLength + 24 * this.count
  }

  /** Takes in a passage. @param number above every one so far */
  add(number: number, { body, title, path }: IndexedPassage): void {
    if (number !== this.end || this.count === 0) {
      this.runOrdinals.push(this.count)
      this.runPassages.push(number)
    }
    this.start = this.entries
    this.length = 0
    this.field = inBody
    this.reader.read(body, this)
    this.field = inTitle
    this.reader.read(title, this)
    this.field = inPath
    this.reader.read(path, this)
    this.ends.push(this.entries)
    this.lengths.push(this.length)
    this.totalLength += this.length
  }

  /** @inheritdoc */
  short(key: number, kind: number): void {
    this.take(this.dictionary.short(key), kind)
  }

  /** @inheritdoc */
  long(units: Uint16Array, from: number, to: number, kind: number): void {
    this.take(this.dictionary.long(units, from, to), kind)
  }

  private take(term: number, kind: number): void {
    if (term >= this.last.length) this.roomForTerm(term)
    let entry = this.last[term]!
    if (entry < this.start) {
      entry = this.entries++
      if (entry === this.entryTerms.length) this.roomForEntry()
      this.entryTerms[entry] = term
      this.entryValues[entry] = 0
      this.last[term] = entry
    }
    if (this.field !== inBody) this.entryValues[entry]! |= this.field
    else {
      this.entryValues[entry]! += inBody
      // Characters are covered by their pairs: counting them would double a Chinese text's length.
      if (kind !== 0) this.length++
    }
  }

  /** Makes a segment of the passages taken in, and forgets them. */
  seal(): Segment {
    const { terms, places, counts } = this.countTerms()
    const starts = new Uint32Array(terms.length + 1)
    const postings = this.sortByTerm(places, counts)
    const lengths = new Uint32Array(this.lengths)
    const writer = new PostingsWriter(3 * this.entries)
    let at = 0
    for (const [entry, place] of places.entries()) {
      starts[entry] = writer.end
      writer.begin(counts[place]!)
      for (const end = at + counts[place]!; at < end; at++) writer.put(postings[2 * at]!, postings[2 * at + 1]!)
      writer.finish()
    }
    starts[terms.length] = writer.end
    const { bytes, blocks } = writer.written()
    const runOrdinals = new Uint32Array(this.runOrdinals)
    const runPassages = new Uint32Array(this.runPassages)
    this.forget()
    return new Segment({ terms, starts, bytes: bytes.slice(), blocks, lengths, runOrdinals, runPassages })
  }

  /**
   * The terms of the passages in rising order, and the place of each by the order in which they came; by place, in how many passages it
   * occurs. Entries hold places from now on.
   */
  private countTerms(): { terms: Uint32Array; places: Uint32Array; counts: Uint32Array } {
    const { entries, entryTerms, last } = this
    const found = new Uint32Array(entries)
    const counts = new Uint32Array(entries)
    let distinct = 0
    for (let entry = 0; entry < entries; entry++) {
      const term = entryTerms[entry]!
      let place = -2 - last[term]!
      if (place < 0) {
        place = distinct++
        last[term] = -2 - place
        found[place] = term
      }
      counts[place]!++
      entryTerms[entry] = place
    }
    const terms = found.slice(0, distinct).sort()
    return { terms, places: terms.map((term) => -2 - last[term]!), counts: counts.slice(0, distinct) }
  }

  /** The entries sorted by term, and of one term by passage: ordinal and value of each. */
  private sortByTerm(places: Uint32Array, counts: Uint32Array): Uint32Array {
    const { entryTerms, entryValues, ends } = this
    const next = new Uint32Array(counts.length)
    let from = 0
    for (const place of places) {
      next[place] = from
      from += 2 * counts[place]!
    }
    const postings = new Uint32Array(2 * this.entries)
    let entry = 0
    for (const [ordinal, end] of ends.entries()) {
      for (; entry < end; entry++) {
        const place = entryTerms[entry]!
        const to = next[place]!
        next[place] = to + 2
        postings[to] = ordinal
        postings[to + 1] = entryValues[entry]!
      }
    }
    return postings
  }

  private forget(): void {
    this.entries = this.totalLength = 0
    this.ends = []
    this.lengths = []
    this.runOrdinals = []
    this.runPassages = []
    if (this.entryTerms.length <= keptEntries) return
    this.entryTerms = new Uint32Array(keptEntries)
    this.entryValues = new Uint32Array(keptEntries)
  }

  private roomForTerm(term: number): void {
    const larger = new Int32Array(Math.max(1024, Math.ceil(1.5 * (term + 1)))).fill(-1)
    larger.set(this.last)
    this.last = larger
  }

  private roomForEntry(): void {
    const capacity = 2 * this.entryTerms.length
    const terms = new Uint32Array(capacity)
    terms.set(this.entryTerms)
    this.entryTerms = terms
    const values = new Uint32Array(capacity)
    values.set(this.entryValues)
    this.entryValues = values
  }
}
