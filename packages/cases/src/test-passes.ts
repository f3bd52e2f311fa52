/**
 * The passes of a failpoint that processes are killed at one after the other: the first, and then later ones, since a process goes through the one
 * that the one before was killed at. Of jobs four run at once, and all of them may be at the point: a fifth gets there when one is done, so
 * that every second process gets on with the work.
 * @param next which pass of the point comes next
 */
export function* passesOf(point: string, next = 2): Generator<string> {
  yield `${point}:1`
  for (;;) {
    yield `${point}:${next}`
    yield `${point}:5`
  }
}
