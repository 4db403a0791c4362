using GenGateway.Admission;
using GenGateway.Errors;
using GenGateway.Tests.Journey;

namespace GenGateway.Tests.Admission;

public sealed class AdmissionGateTests
{
    [Fact]
    public async Task A_draining_gate_refuses_and_waits_for_those_inside()
    {
        var gate = new AdmissionGate();
        Assert.True((await gate.AdmitAsync(Requests.Chat(), CancellationToken.None)).TryGet(out var permit, out _));

        var drained = gate.DrainAsync();

        Assert.False((await gate.AdmitAsync(Requests.Chat(), CancellationToken.None)).TryGet(out _, out var failure));
        Assert.Equal(FailureKind.Draining, failure.Kind);
        Assert.False(drained.IsCompleted);

        await permit.DisposeAsync();
        await drained;
        Assert.Equal(0, gate.Travelling);
    }
}
