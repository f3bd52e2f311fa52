import { z } from 'zod'
import type { FormFile } from '../read-form.ts'

/** The file of a form. */
export const formFile = z
  .custom<FormFile>((value) => typeof value === 'object' && value !== null && (value as FormFile).name !== '')
  .meta({ override: { type: 'string', contentMediaType: 'application/octet-stream' } })
