/**
 * Operations for which tests are written but which the API doesn't have yet. Set this to false when it has all of them:
 * then a test that names an unknown operation fails.
 */
export const ROUTES_ARE_PENDING: boolean = false;
