using System;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Amazon.DynamoDBv2;

namespace Amazon.PowerShell.Cmdlets.DDB;

/// <summary>A command of one operation, which emits what -Select says of the response.</summary>
/// <typeparam name="TCmdlet">The command itself.</typeparam>
/// <typeparam name="TResponse">The operation's response.</typeparam>
public abstract class OperationCmdlet<TCmdlet, TResponse> : AmazonDynamoDBClientCmdlet, IDisposable
    where TCmdlet : OperationCmdlet<TCmdlet, TResponse>
{
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Makes the command.</summary>
    /// <param name="select">What it emits where -Select is not given.</param>
    protected OperationCmdlet(string select) => Select = select;

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string Select { get; set; }

    public void Dispose()
    {
        _stop.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Whether the record's call is to be made at all.</summary>
    protected virtual bool IsConfirmed() => true;

    /// <summary>Makes the call.</summary>
    protected abstract Task<TResponse> CallAsync(IAmazonDynamoDB client, CancellationToken stop);

    /// <summary>Where the next page begins; null where the response is the last.</summary>
    protected virtual string? NextOf(TResponse response) => null;

    /// <summary>Has the next call begin there.</summary>
    protected virtual void Continue(string next)
    {
    }

    protected override void ProcessRecord()
    {
        base.ProcessRecord();
        if (!IsConfirmed())
        {
            return;
        }

        var select = CreateSelectDelegate<TResponse, TCmdlet>(Select)
            ?? throw new ArgumentException("Invalid value for -Select parameter.", nameof(Select));
        string? next;
        do
        {
            var response = Call();
            next = NextOf(response);
            if (next is not null)
            {
                Continue(next);
            }

            if (Select[0] != '^' || next is null)
            {
                WriteSelected(select(response, (TCmdlet)this));
            }
        }
        while (next is not null);
    }

    protected override void StopProcessing()
    {
        _stop.Cancel();
        base.StopProcessing();
    }

    private TResponse Call()
    {
        try
        {
            return CallAsync(Client!, _stop.Token).GetAwaiter().GetResult();
        }
        catch (Exception e)
        {
            ThrowExecutionError(e.Message, e);
            throw;
        }
    }
}

/// <summary>A command that changes something, and asks before it does.</summary>
/// <typeparam name="TCmdlet">The command itself.</typeparam>
/// <typeparam name="TResponse">The operation's response.</typeparam>
public abstract class ChangingCmdlet<TCmdlet, TResponse> : OperationCmdlet<TCmdlet, TResponse>
    where TCmdlet : ChangingCmdlet<TCmdlet, TResponse>
{
    protected ChangingCmdlet(string select)
        : base(select)
    {
    }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SwitchParameter Force { get; set; }

    /// <summary>What is changed.</summary>
    protected abstract string? Target { get; }

    protected override bool IsConfirmed() => ConfirmShouldProceed(Force, Target ?? string.Empty, MyInvocation.MyCommand.Name);
}
