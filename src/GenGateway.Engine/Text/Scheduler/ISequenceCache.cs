namespace GenGateway.Engine.Text.Scheduler;

/// <summary>Keys and values of one sequence's tokens so far. Used and disposed by the engine thread only.</summary>
internal interface ISequenceCache : IDisposable
{
    /// <summary>Tokens whose keys and values are held.</summary>
    int Length { get; }

    /// <summary>Memory that they take.</summary>
    long Bytes { get; }
}
