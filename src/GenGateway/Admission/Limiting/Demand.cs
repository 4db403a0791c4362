namespace GenGateway.Admission.Limiting;

/// <summary>What a request will presumably use.</summary>
/// <param name="Prompt">Tokens of its prompt, estimated.</param>
/// <param name="Answer">Most tokens of its answer, as the client said; null: it did not say.</param>
/// <param name="Images">Pictures asked for.</param>
internal readonly record struct Demand(long Prompt, long? Answer, int Images)
{
    // Without max_tokens an answer is taken to be so long, and no more than this part of the minute: most are short, and what they use beyond is settled.
    private const long UsualAnswer = 256;
    private const long PartOfMinute = 16;

    /// <summary>Tokens to reserve where a minute has so many. An estimate alone never exceeds them, or a request with a large picture could never pass.</summary>
    public long TokensOf(long perMinute) => Math.Min(perMinute, Prompt + (Answer ?? Math.Min(UsualAnswer, perMinute / PartOfMinute)));
}
