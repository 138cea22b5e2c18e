@{
    RootModule           = 'AWS.Tools.Common.dll'
    ModuleVersion        = '5.0.0'
    CompatiblePSEditions = @('Core')
    PowerShellVersion    = '7.4'
    GUID                 = '9a7b0f0e-3d0a-4f52-a7a1-5a3e3c6f2d01'
    Author               = 'DynamoBackup contributors'
    Description          = 'A stand-in for AWS.Tools.Common, for the tests and the demo of DynamoBackup on a machine without AWS Tools for PowerShell. It is not made by AWS and has only the commands that they use.'
    RequiredAssemblies   = @('AWSSDK.Core.dll')
    FunctionsToExport    = @()
    CmdletsToExport      = @(
        'Add-AWSLoggingListener', 'Clear-AWSCredential', 'Clear-AWSProxy', 'Clear-DefaultAWSRegion', 'Get-AWSCredential',
        'Get-AWSRegion', 'Get-DefaultAWSRegion', 'New-AWSCredential', 'Remove-AWSLoggingListener', 'Set-AWSCredential',
        'Set-AWSProxy', 'Set-AWSResponseLogging', 'Set-DefaultAWSRegion'
    )
    VariablesToExport    = @()
    AliasesToExport      = @()
}
