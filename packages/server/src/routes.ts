import type { Route } from './route.ts'
import { answerRoutes } from './routes/answer.ts'
import { documentRoutes } from './routes/documents.ts'
import { documentFactRoutes } from './routes/document-facts.ts'
import { documentFileRoutes } from './routes/document-file.ts'
import { gapRoutes } from './routes/gaps.ts'
import { healthRoutes } from './routes/health.ts'
import { openAiRoutes } from './routes/openai.ts'
import { passageRoutes } from './routes/passages.ts'
import { releaseRoutes } from './routes/releases.ts'
import { searchRoutes } from './routes/search.ts'
import { solutionRoutes } from './routes/solutions.ts'
import { syncRoutes } from './routes/sync.ts'

/** Every route of the API, each with its policy. What is not here is not served. */
export const routes: readonly Route[] = Object.freeze([
  ...solutionRoutes,
  ...answerRoutes,
  ...searchRoutes,
  ...documentRoutes,
  ...documentFileRoutes,
  ...documentFactRoutes,
  ...passageRoutes,
  ...syncRoutes,
  ...releaseRoutes,
  ...gapRoutes,
  ...openAiRoutes,
  ...healthRoutes,
])
