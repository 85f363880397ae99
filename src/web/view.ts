/** What a view gets: the parts of the address that its pattern names. */
export interface ViewProps {
  params: Readonly<Record<string, string>>;
}

/** The address of each question's view. */
export const QUESTION_PATHS: Readonly<Record<string, string>> = {
  voice: '/speaks',
  message: '/said',
  coordination: '/echoes',
  reaction: '/answers',
  disappearance: '/silent',
};
