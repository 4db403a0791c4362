namespace GenGateway.Admission.Limiting;

/// <summary>What a limit counts; a label of metrics.</summary>
internal enum LimitKind
{
    Requests,
    Tokens,
    Images,
    Concurrency,
    Budget,
}
