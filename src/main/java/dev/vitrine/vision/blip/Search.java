package dev.vitrine.vision.blip;

/** The writing of one text: it is shown what may come next and says how to go on. */
sealed interface Search permits SingleSearch, BeamSearch {

    /** How many texts it follows side by side; the first step has but one, the prompt. */
    int rows();

    /** How many candidates of each text it wants to see. */
    int candidates(int vocabulary);

    /**
     * Takes the candidates of its texts.
     *
     * @param from where its first text stands among those of all searches
     * @param given how many texts it has there: 1 at the first step, then {@link #rows()}
     */
    void step(Candidates candidates, int from, int given);

    /** Whether nothing can change any more. */
    boolean done();

    /** After a step that did not end it: the text of the last step, from 0, that each row goes on from. */
    int[] parents();

    /** The token that each row goes on with. */
    long[] next();

    /** The tokens of the best text without the end token. */
    long[] best();
}
