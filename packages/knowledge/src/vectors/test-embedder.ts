/**
 * An embedder for tests that knows a few subjects: texts about one point the same way, whatever words they use.
 * @module
 */
import type { Embedder } from '@kaiwu/core'

/** Each subject is one axis; the words of a line count for it. */
const subjects: readonly RegExp[] = [/养犬|犬|狗|宠物/g, /租房|房租|补贴|安家费/g, /水泵|润滑|加脂|上油/g, /消防|火灾|灭火/g]

/** What an embedder gives back, in place of what it should. */
export type Misbehaviour = (vectors: readonly Float32Array[], texts: readonly string[]) => unknown

/** An embedder that notes what it was asked and does as it is told. */
export type TestEmbedder = Readonly<{
  embedder: Embedder
  /** The texts of each call. */
  calls: string[][]
  /** From now on; without a behaviour it is good again. */
  misbehave(how?: Misbehaviour): void
}>

/** Makes a test embedder; the same text always has the same vector. */
export function testEmbedder(ref = 'test/meaning', dimension = 8): TestEmbedder {
  const calls: string[][] = []
  let behaviour: Misbehaviour | undefined
  const embedder: Embedder = Object.freeze({
    ref,
    dimension,
    async embed(texts: readonly string[]) {
      calls.push([...texts])
      const vectors = texts.map((text) => meaningOf(text, dimension))
      return (behaviour ? await behaviour(vectors, texts) : vectors) as Float32Array[]
    },
  })
  return { embedder, calls, misbehave: (how) => void (behaviour = how) }
}

function meaningOf(text: string, dimension: number): Float32Array {
  const vector = new Float32Array(dimension)
  for (const [axis, words] of subjects.entries()) vector[axis] = text.match(words)?.length ?? 0
  // What is about nothing known points elsewhere, and no two texts quite the same way.
  for (const character of text) vector[subjects.length + (character.codePointAt(0)! % (dimension - subjects.length))]! += 0.01
  return vector
}
