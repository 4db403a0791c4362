using GenGateway.Errors;

namespace GenGateway.Tests.Errors;

public sealed class FailureTableTests
{
    [Fact]
    public void Every_kind_has_a_code_of_its_own() =>
        Assert.Equal(FailureTable.Kinds.Count, FailureTable.Kinds.Select(kind => FailureTable.Row(kind).Code).Distinct().Count());

    [Fact]
    public void A_clients_own_error_is_never_tried_elsewhere()
    {
        foreach (var row in FailureTable.Kinds.Select(FailureTable.Row).Where(row => row.Status is >= 400 and < 500 and not 429))
            Assert.Equal(RetryAdvice.Never, row.Retry);
    }
}
