namespace GenGateway.Server.Lab;

/// <summary>A case with the settings that it is played with and the upstreams that it has.</summary>
internal sealed record LabEntry(FaultCase Case, LabProfile Profile, LabSettings Settings, LabRoute Route);
