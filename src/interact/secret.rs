//! Secret sources: prompt, file, standard input, environment.
