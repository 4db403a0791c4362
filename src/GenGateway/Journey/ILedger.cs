namespace GenGateway.Journey;

/// <summary>Last stage, opened first: the record of a journey.</summary>
public interface ILedger
{
    /// <summary>Opens the record; its disposal closes it, whatever happened.</summary>
    Entry Open(GenerationRequest request);
}
