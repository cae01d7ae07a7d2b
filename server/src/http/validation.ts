/** Compiles each schema when it is first needed: all of them at start took a third of it. Bodies are taken as they are; only what comes in a URL is text to be converted. */
import { Ajv, type Options, type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'
import type { FastifySchemaCompiler } from 'fastify'

const ajvOf = (options: Options): Ajv => {
  const ajv = new Ajv({
    useDefaults: true,
    removeAdditional: false,
    allErrors: false,
    strict: false,
    ...options,
  })
  formats.default(ajv, ['email'])
  return ajv
}

export function createValidatorCompiler(): FastifySchemaCompiler<object> {
  const json = ajvOf({ coerceTypes: false })
  const text = ajvOf({ coerceTypes: true })
  return ({ schema, httpPart }) => {
    let compiled: ValidateFunction | undefined
    const validate: ReturnType<FastifySchemaCompiler<object>> = (given: unknown) => {
      compiled ??= (httpPart === 'body' ? json : text).compile(schema)
      const isValid = compiled(given)
      validate.errors = compiled.errors
      return isValid
    }
    return validate
  }
}
