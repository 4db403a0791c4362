namespace GenGateway.Journey;

/// <summary>What is to be generated. One type per kind of work, so that no field is there in vain.</summary>
public abstract record GenerationTask;
