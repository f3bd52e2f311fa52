import { relative } from 'node:path'
import { BaseSequencer, type TestSequencerConstructor, type TestSpecification } from 'vitest/node'

/**
 * Starts some test files before all others, in this order. On a clean checkout vitest starts big files first; a small one that runs long
 * would be begun last and run on alone.
 * @param root what the files are relative to
 */
export function longFirst(root: string, files: readonly string[]): TestSequencerConstructor {
  const place = ({ moduleId }: TestSpecification): number => {
    const at = files.indexOf(relative(root, moduleId))
    return at < 0 ? files.length : at
  }
  return class extends BaseSequencer {
    override async sort(specifications: TestSpecification[]): Promise<TestSpecification[]> {
      return (await super.sort(specifications)).sort((a, b) => place(a) - place(b))
    }
  }
}
